import { open, readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { DATABASE, ROLE, SUPERUSER } from "./access.js";
import type { Binaries } from "./binaries.js";
import { EmbeddedErrorCode, EmbeddedPostgresError, systemCode } from "./errors.js";
import { explainFailure } from "./explain-failure.js";
import { makePassword, readPassword } from "./password.js";
import { runCommand } from "./run-command.js";
import type { ServerFolder } from "./server-folder.js";

/** Makes the data folder where there is none, and returns the password of the role. */
export async function ensureCluster(folder: ServerFolder, binaries: Binaries): Promise<string> {
  const major = await readMajor(folder.data);
  if (major === undefined) return await createCluster(folder, binaries);
  requireSameMajor(folder.data, major, binaries.version);
  return (await readPassword(folder.path)) ?? (await replacePassword(folder, binaries));
}

/**
 * All of it happens in `data.new`, which becomes `data` in the end: a start that was killed half-way leaves nothing that
 * the next one could take for a database. Nothing is synced on the way and everything once before the rename, which
 * is as safe as syncing each step and takes 0.1 s less.
 */
async function createCluster(folder: ServerFolder, binaries: Binaries): Promise<string> {
  const { account, server, data } = folder;
  const partial = `${data}.new`;
  const run = async (file: string, args: string[], input?: string): Promise<void> => {
    const { code, output } = await runCommand(file, args, account, input);
    if (code !== 0) throw explainFailure(`The embedded database could not be created in ${server}`, output);
  };
  // As the account: root does not walk through a folder in which another account could move things about.
  await run("/bin/rm", ["-rf", "--", partial]);
  const password = await makePassword(folder.path);
  await run(binaries.initdb, [
    `--pgdata=${partial}`,
    `--username=${SUPERUSER}`,
    "--auth=peer",
    "--no-sync",
    "--encoding=UTF8",
    // Builtin: the same order and the same upper case on every system, so that indexes survive a move or an upgrade of it.
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
  ]);
  await run(binaries.postgres, singleUser(partial), createDatabase(password));
  await run(binaries.initdb, [`--pgdata=${partial}`, "--sync-only"]);
  await rename(partial, data);
  await syncFolder(server);
  return password;
}

/** The password file was lost, the data was not. */
async function replacePassword({ path, data, account }: ServerFolder, binaries: Binaries): Promise<string> {
  const password = await makePassword(path);
  const { code, output } = await runCommand(
    binaries.postgres,
    singleUser(data),
    account,
    `alter role ${ROLE} password '${password}';\n`,
  );
  if (code !== 0) throw explainFailure(`The database in ${data} could not be given a new password`, output);
  return password;
}

/** Runs statements, one a line, without a server; the first that fails ends it with an exit code. */
function singleUser(data: string): string[] {
  return ["--single", "-D", data, "--exit_on_error=on", "template1"];
}

/** Renaming the empty database that initdb made saves 8 MB of disk and 50 ms over creating another. */
function createDatabase(password: string): string {
  return [
    `create role ${ROLE} login createdb password '${password}';`,
    `grant pg_monitor to ${ROLE};`,
    `alter database postgres rename to ${DATABASE};`,
    `alter database ${DATABASE} owner to ${ROLE};`,
    "",
  ].join("\n");
}

async function readMajor(data: string): Promise<string | undefined> {
  try {
    return (await readFile(join(data, "PG_VERSION"), "utf8")).trim();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

function requireSameMajor(data: string, made: string, version: string): void {
  const [major] = version.split(".");
  if (made === major) return;
  throw new EmbeddedPostgresError(
    EmbeddedErrorCode.OTHER_MAJOR,
    `The database in ${data} was made by Postgres ${made}, and this Kedge brings Postgres ${version}. To take the data along, ` +
      "start the Kedge version that made it, dump it with pg_dump and restore the dump into a new home; or start this one " +
      "with another --home.",
  );
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
