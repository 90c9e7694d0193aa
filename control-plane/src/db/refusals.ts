/** `read_only_sql_transaction`: also what a standby answers. */
const READ_ONLY = "25006";
const DISK_FULL = "53100";
const TOO_MANY_CONNECTIONS = "53300";

/** Postgres' own codes for "try again elsewhere or later": no connection, deadlock, out of room, a lock held, shutting down. */
const RETRYABLE_SQLSTATE = /^(08|40|53|55P03|57)/;
const RETRYABLE_DRIVER = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EAI_AGAIN",
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECT_TIMEOUT",
  "CONNECTION_DESTROYED",
  "ENOENT",
]);

const SPOKEN: ReadonlyMap<string, string> = new Map([
  [READ_ONLY, "Service Unavailable: the database is read-only."],
  [DISK_FULL, "Service Unavailable: the database's disk is full."],
  [TOO_MANY_CONNECTIONS, "Service Unavailable: the database has no connection left."],
]);

/** What to tell a client whose request the database could not take now and may take later; null for any other error. */
export function refusalOf(error: unknown): string | null {
  const code = codeOf(error);
  const isRefusal = code === READ_ONLY || RETRYABLE_DRIVER.has(code) || RETRYABLE_SQLSTATE.test(code);
  return isRefusal ? (SPOKEN.get(code) ?? "Service Unavailable") : null;
}

export function isDiskFull(error: unknown): boolean {
  return codeOf(error) === DISK_FULL;
}

/** The query builder wraps the driver's error. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
