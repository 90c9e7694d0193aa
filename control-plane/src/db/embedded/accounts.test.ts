import { chmod, chown, stat } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { commitRow, holdsRow, startScratchDatabase } from "../../../test/scratch-database.js";
import { scratchHome } from "../../../test/scratch-home.js";
import { startEmbeddedOwner } from "../../../test/start-embedded-owner.js";
import { isRoot, unprivilegedAccount } from "./account.js";
import { packagedBinaries } from "./binaries.js";
import { runCommand } from "./run-command.js";
import { openServerFolder } from "./server-folder.js";

/** Whether another account can reach the installed package where this clone lies. */
const packageIsOpen =
  isRoot() && (await runCommand(`${packagedBinaries()}/bin/postgres`, ["-V"], await unprivilegedAccount())).code === 0;

describe.runIf(isRoot())("as root", () => {
  test("Postgres runs as another account, in a home that only root can reach too", async () => {
    const [home, systemFolder] = [await scratchHome(), await scratchHome()];
    await chmod(home, 0o700);
    const first = await startScratchDatabase(home, { systemFolder });
    const row = await commitRow(first.url);
    await first.stop();

    const second = await startScratchDatabase(home, { systemFolder });

    expect(second.dataFolder.startsWith(systemFolder)).toBe(true);
    expect((await stat(second.dataFolder)).uid).not.toBe(0);
    expect(await holdsRow(second.url, row)).toBe(true);
  });

  test.runIf(packageIsOpen)("a plain user's home is served as that user, and stays usable to them", async () => {
    const { uid, gid } = await unprivilegedAccount();
    const home = await scratchHome();
    await chown(home, uid, gid);
    const plain = startEmbeddedOwner(home, uid);
    const { url = "" } = await plain.next();
    const row = await commitRow(url);
    await plain.end("SIGTERM");

    const asRoot = await startScratchDatabase(home);
    expect((await stat(asRoot.dataFolder)).uid).toBe(uid);
    expect(await holdsRow(asRoot.url, row)).toBe(true);
    await asRoot.stop();

    const plainAgain = startEmbeddedOwner(home, uid);
    expect(await plainAgain.next()).toMatchObject({ url });
    await plainAgain.end("SIGTERM");
  });

  test.runIf(packageIsOpen)("a plain user is refused root's home, with the ways out", async () => {
    const home = await scratchHome();
    await openServerFolder(home, await scratchHome());
    await chmod(home, 0o777);

    const nobody = 65_534;
    const { code, message } = await startEmbeddedOwner(home, nobody).next();

    expect(code).toBe("EMBEDDED_OTHER_OWNER");
    expect(message).toMatch(/chown.*--home/);
  });
});
