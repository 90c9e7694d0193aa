import { chmod, chown, lstat, mkdtemp, realpath, rmdir, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Account, accountOfOwner, isRoot, unprivilegedAccount } from "./account.js";
import { EmbeddedErrorCode, EmbeddedPostgresError, systemCode } from "./errors.js";
import { exists, makeFolder } from "./make-folder.js";
import { runCommand } from "./run-command.js";

/**
 * `<home>/postgres`, in two halves, so that root never writes where another account could have laid a symlink:
 *
 *   postgresql.conf pg_hba.conf pg_ident.conf password postgres.log binaries/   Kedge writes, Postgres at most reads
 *   server/   data/  .s.PGSQL.5432                                              Postgres' own, closed to everybody else
 */
export interface ServerFolder {
  /** Without symlinks, as are the two below. */
  readonly path: string;
  readonly server: string;
  readonly data: string;
  /** Undefined where Postgres runs as the same user as Kedge. */
  readonly account: Account | undefined;
}

/**
 * Started as root, Postgres runs as another account, which may be unable to reach a home such as /root/.kedge. The folder
 * then lies in `systemFolder`, and `<home>/postgres` is a symlink to it: the only memory that later starts need.
 */
export async function openServerFolder(home: string, systemFolder: string): Promise<ServerFolder> {
  const entry = join(home, "postgres");
  const path = await realpathOrMake(entry);
  if (!isRoot()) {
    const server = await makeFolder(join(path, "server"), 0o700);
    return await ownServer(folderAt(path, undefined), server);
  }
  const folder = folderAt(path, await giveServer(path));
  if (await canEnter(folder)) return folder;
  if ((await isSymlink(entry)) || !(await removeEmpty(folder))) throw unreachable(folder);
  return await makeElsewhere(entry, systemFolder);
}

/** The paths of a home that was used before, for looking at them only; undefined where there are none yet. */
export async function findServerFolder(
  home: string,
): Promise<Pick<ServerFolder, "path" | "server" | "data"> | undefined> {
  const entry = join(home, "postgres");
  return (await exists(entry)) ? folderAt(await realpath(entry), undefined) : undefined;
}

function folderAt(path: string, account: Account | undefined): ServerFolder {
  const server = join(path, "server");
  return { path, server, data: join(server, "data"), account };
}

async function realpathOrMake(entry: string): Promise<string> {
  if (!(await exists(entry))) {
    if (await isSymlink(entry)) throw missing(entry);
    // The account passes through, and can read no name in it. For a plain user there is no other account.
    await makeFolder(entry, isRoot() ? 0o711 : 0o700);
  }
  return await realpath(entry);
}

async function ownServer(folder: ServerFolder, server: string): Promise<ServerFolder> {
  const { uid } = await stat(server);
  if (uid === process.getuid?.()) return folder;
  throw new EmbeddedPostgresError(
    EmbeddedErrorCode.OTHER_OWNER,
    `${server} belongs to uid ${uid}, but Kedge runs as uid ${process.getuid?.()}: this home was first used as root or by ` +
      "another user. Run Kedge as before, or give the folder to yourself (sudo chown -R), or start with another --home.",
  );
}

/** The account that shall run Postgres: the one that owns its files already, else one that is chosen and given them now. */
async function giveServer(path: string): Promise<Account> {
  const server = await makeFolder(join(path, "server"), 0o700);
  const { uid } = await stat(server);
  // Root owns it only between making it and giving it away: Postgres has never run there.
  if (uid !== 0) return await accountOfOwner(uid, server);
  const account = await unprivilegedAccount();
  try {
    await chown(server, account.uid, account.gid);
  } catch (error) {
    throw new EmbeddedPostgresError(
      EmbeddedErrorCode.NO_ACCOUNT,
      `Postgres does not run as root, and this root may not give files to the account ${account.name} (a container without ` +
        "the capabilities CHOWN and SETUID?). Run Kedge as a plain user, or use --database-url.",
      { cause: error },
    );
  }
  return account;
}

/** Asked of the kernel by trying it: modes alone do not tell (ACLs, mount options, user namespaces). */
async function canEnter({ server, account }: ServerFolder): Promise<boolean> {
  return (await runCommand("/bin/sh", ["-c", 'cd -- "$1"', "sh", server], account)).code === 0;
}

/** False where there is data, or anything else, in it. */
async function removeEmpty({ path, server }: ServerFolder): Promise<boolean> {
  try {
    await rmdir(server);
    await rmdir(path);
    return true;
  } catch (error) {
    if (systemCode(error) === "ENOTEMPTY") return false;
    throw error;
  }
}

async function makeElsewhere(entry: string, systemFolder: string): Promise<ServerFolder> {
  await makeFolder(systemFolder, 0o755);
  // A fresh name each time: a home that was deleted and made anew must not find the old data.
  const path = await realpath(await mkdtemp(join(systemFolder, "home-")));
  await chmod(path, 0o711);
  await writeFile(join(path, "belongs-to"), `${entry}\n`);
  const folder = folderAt(path, await giveServer(path));
  if (!(await canEnter(folder))) throw unreachable(folder);
  await symlink(path, entry);
  return folder;
}

async function isSymlink(path: string): Promise<boolean> {
  try {
    return (await lstat(path)).isSymbolicLink();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return false;
    throw error;
  }
}

function unreachable({ server, account }: ServerFolder): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    EmbeddedErrorCode.FOLDER_UNREACHABLE,
    `Kedge runs as root and Postgres as the account ${account?.name}, which cannot enter ${server}. Let it pass through the ` +
      "folders above (chmod o+x), or start with another --home, or use --database-url.",
  );
}

function missing(entry: string): EmbeddedPostgresError {
  return new EmbeddedPostgresError(
    EmbeddedErrorCode.FOLDER_MISSING,
    `${entry} points to a database folder that is not there. Bring it back (is its disk mounted?), or remove the link ` +
      "to start with an empty database.",
  );
}
