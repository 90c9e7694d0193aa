import { readFile } from "node:fs/promises";
import { EmbeddedErrorCode, EmbeddedPostgresError } from "./errors.js";

/** The operating system's user that Postgres runs as, where that is not the user Kedge runs as. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** In the order of preference: one made for it, one made for Postgres, one that owns nothing. `_postgres` is macOS'. */
const CANDIDATES = ["kedge", "postgres", "_postgres", "nobody"];

export function isRoot(): boolean {
  return process.getuid?.() === 0;
}

/** Postgres refuses to run as root, and `initdb` refuses a user without an entry in /etc/passwd. */
export async function unprivilegedAccount(): Promise<Account> {
  const accounts = await readAccounts();
  const found = CANDIDATES.map((name) => accounts.find((account) => account.name === name)).find(Boolean);
  if (found !== undefined) return found;
  throw new EmbeddedPostgresError(
    EmbeddedErrorCode.NO_ACCOUNT,
    "Postgres does not run as root, and this system has no account named kedge, postgres or nobody to run it as. " +
      "Create one (useradd --system kedge), or run Kedge as a plain user, or use --database-url.",
  );
}

/** The account that owns a folder Postgres already works in. */
export async function accountOfOwner(uid: number, folder: string): Promise<Account> {
  const account = (await readAccounts()).find((candidate) => candidate.uid === uid);
  if (account !== undefined) return account;
  throw new EmbeddedPostgresError(
    EmbeddedErrorCode.NO_ACCOUNT,
    `${folder} belongs to uid ${uid}, which has no entry in /etc/passwd, so Postgres cannot run as its owner. ` +
      "Give the folder to an account of this system (chown -R), or start with another --home.",
  );
}

async function readAccounts(): Promise<Account[]> {
  const passwd = await readFile("/etc/passwd", "utf8");
  return passwd.split("\n").flatMap((line) => {
    const [name, , uid, gid] = line.split(":");
    if (name === undefined || name.startsWith("#") || uid === undefined || gid === undefined) return [];
    return [{ name, uid: Number(uid), gid: Number(gid) }];
  });
}
