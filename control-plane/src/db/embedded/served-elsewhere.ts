import { connect } from "node:net";
import { socketPath } from "./address.js";
import { EmbeddedErrorCode, EmbeddedPostgresError } from "./errors.js";
import { isPostmaster, readPostmasterPid } from "./postmaster-pid.js";
import type { ServerFolder } from "./server-folder.js";

/**
 * Two containers that share a volume do not see each other's processes: to each, the other's lock and postmaster.pid look
 * like a dead server's, and taking them over would set two Postgres on one data folder. The socket lies in the volume, and
 * whether it answers is seen from both. (A home too long for a socket has none, and is not guarded.)
 */
export async function refuseIfServedElsewhere({ server, data }: Pick<ServerFolder, "server" | "data">): Promise<void> {
  const left = await readPostmasterPid(data);
  if (left === undefined || (await isPostmaster(left.pid, data)) || !(await accepts(socketPath(server)))) return;
  throw new EmbeddedPostgresError(
    EmbeddedErrorCode.HOME_IN_USE,
    `A Postgres that is not visible from here, probably in another container, runs on ${server}. Stop it, or start with ` +
      "another --home, or give both servers one Postgres with --database-url.",
  );
}

function accepts(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    // Nobody listens, or there is no socket.
    socket.once("error", () => resolve(false));
  });
}
