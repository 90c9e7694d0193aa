import { chmod, readlink, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { scratchHome } from "../../../test/scratch-home.js";
import { isRoot } from "./account.js";
import { makeFolder } from "./make-folder.js";
import { openServerFolder } from "./server-folder.js";

test("the folder lies in the home, and only Postgres' account enters its half", async () => {
  const home = await scratchHome();

  const folder = await openServerFolder(home, await scratchHome());

  expect(folder.path).toBe(join(home, "postgres"));
  const { mode, uid } = await stat(folder.server);
  expect(mode & 0o777).toBe(0o700);
  expect(uid).toBe(folder.account?.uid ?? process.getuid?.());
});

describe.runIf(isRoot())("as root, in a home that only root can reach", () => {
  const closedHome = async (): Promise<string> => {
    const closed = await scratchHome();
    await chmod(closed, 0o700);
    return closed;
  };

  test("the folder lies elsewhere, and the home remembers where", async () => {
    const [home, systemFolder] = [await closedHome(), await scratchHome()];

    const folder = await openServerFolder(home, systemFolder);

    expect(folder.path.startsWith(join(systemFolder, "home-"))).toBe(true);
    expect(await readlink(join(home, "postgres"))).toBe(folder.path);
    expect(await openServerFolder(home, systemFolder)).toEqual(folder);
    expect((await stat(home)).mode & 0o777, "the user's folder keeps its mode").toBe(0o700);
  });

  test("a home that was deleted and made anew starts empty", async () => {
    const [home, systemFolder] = [await closedHome(), await scratchHome()];
    const before = await openServerFolder(home, systemFolder);
    await rm(join(home, "postgres"));

    expect((await openServerFolder(home, systemFolder)).path).not.toBe(before.path);
  });

  test("a folder that went missing is not silently replaced by an empty one", async () => {
    const [home, systemFolder] = [await closedHome(), await scratchHome()];
    const { path } = await openServerFolder(home, systemFolder);
    await rm(path, { recursive: true });

    await expect(openServerFolder(home, systemFolder)).rejects.toMatchObject({ code: "EMBEDDED_FOLDER_MISSING" });
  });

  test("data that can no longer be reached is not left behind for an empty database", async () => {
    const home = await scratchHome();
    const folder = await openServerFolder(home, await scratchHome());
    await makeFolder(folder.data, 0o700);
    await chmod(home, 0o700);

    await expect(openServerFolder(home, await scratchHome())).rejects.toMatchObject({
      code: "EMBEDDED_FOLDER_UNREACHABLE",
    });
  });
});
