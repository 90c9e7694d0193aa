import { DATABASE, ROLE } from "./access.js";
import { chooseAddress, hostAndPort } from "./address.js";
import { readPassword } from "./password.js";
import { isPostmaster, readPostmasterPid } from "./postmaster-pid.js";
import { findServerFolder } from "./server-folder.js";

/** Where the Postgres that a server of this home has started listens, for another process; undefined when none runs. */
export async function runningUrl(home: string): Promise<string | undefined> {
  const folder = await findServerFolder(home);
  if (folder === undefined) return undefined;
  const postmaster = await readPostmasterPid(folder.data);
  if (postmaster === undefined || !(await isPostmaster(postmaster.pid, folder.data))) return undefined;
  const [address, password] = [await chooseAddress(folder.server), await readPassword(folder.path)];
  // A home too long for a socket listens on a port that only its server knows.
  if (address.kind !== "socket" || password === undefined) return undefined;
  return `postgres://${ROLE}:${password}@${hostAndPort(address)}/${DATABASE}`;
}
