import { hostname, userInfo } from "node:os";

/** Who sits at this command line, for the record of what was asked: `ana@laptop`. */
export function whoAsks(): string {
  return `${userName()}@${hostname()}`;
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an account, as in many containers.
    return `user ${process.getuid?.() ?? "unknown"}`;
  }
}
