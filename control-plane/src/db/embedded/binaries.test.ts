import { cpSync } from "node:fs";
import { chmod, mkdir, unlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchHome } from "../../../test/scratch-home.js";
import { isRoot, unprivilegedAccount } from "./account.js";
import { packagedBinaries, usableBinaries } from "./binaries.js";

/** The installed package, as npm leaves it when it may not run install scripts. */
async function packageWithoutLinks(): Promise<string> {
  const folder = join(await scratchHome(), "package");
  cpSync(join(packagedBinaries(), ".."), folder, { recursive: true, verbatimSymlinks: true });
  for (const library of ["libpq.so.5", "libicuuc.so.60"]) await unlink(join(folder, "native", "lib", library));
  return join(folder, "native");
}

test("a platform without binaries is told to bring its own Postgres", () => {
  expect(() => packagedBinaries("sunos-x64")).toThrow(/no embedded Postgres for sunos-x64.*--database-url/);
  expect(() => packagedBinaries("win32-x64")).toThrow(/WSL/);
});

test.runIf(process.platform === "linux")("library links that npm left out are made", async () => {
  const packaged = await packageWithoutLinks();

  const binaries = await usableBinaries(packaged, await scratchHome(), undefined);

  expect(binaries.postgres).toBe(join(packaged, "bin", "postgres"));
  expect(binaries.version).toMatch(/^18\./);
});

test.runIf(process.platform === "linux" && isRoot())(
  "as root, binaries that the account cannot reach are copied, once",
  async () => {
    const packaged = await packageWithoutLinks();
    await chmod(join(packaged, ".."), 0o700);
    const [folder, account] = [await scratchHome(), await unprivilegedAccount()];

    const binaries = await usableBinaries(packaged, folder, account);
    const again = await usableBinaries(packaged, folder, account);

    expect(binaries.postgres).toMatch(new RegExp(`^${folder}/binaries/18`));
    expect(again).toEqual(binaries);
  },
);

test("binaries that cannot run are reported with what they said", async () => {
  const empty = join(await scratchHome(), "package", "native");
  await mkdir(empty, { recursive: true });

  await expect(usableBinaries(empty, await scratchHome(), undefined)).rejects.toThrow(/ENOENT/);
});
