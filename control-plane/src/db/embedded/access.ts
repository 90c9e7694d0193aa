import { userInfo } from "node:os";
import type { Account } from "./account.js";

/** The role the server uses. It owns its database and is no superuser: an injected statement reaches no file and no program. */
export const ROLE = "kedge";
export const DATABASE = "kedge";
/** For repairs by hand. It has no password: the kernel vouches for the user at the other end of the socket. */
export const SUPERUSER = "postgres";

export const HBA = `# Written by Kedge at each start.
local  all  ${SUPERUSER}  peer map=kedge
local  all  ${ROLE}       scram-sha-256
host   all  ${ROLE}       127.0.0.1/32  scram-sha-256
local  replication  ${SUPERUSER}  peer map=kedge
`;

/** Who may be the superuser: root, the account Postgres runs as, and the user who started Kedge. */
export function renderIdent(account: Account | undefined): string {
  const users = new Set(["root", account?.name ?? userInfo().username]);
  return `# Written by Kedge at each start.\n${[...users].map((user) => `kedge "${user}" ${SUPERUSER}\n`).join("")}`;
}
