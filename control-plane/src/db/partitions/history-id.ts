import { createHash } from "node:crypto";
import { firstIdOf, microsOf, millisOfId, type Timestamp } from "kedge/contract";
import type { Span } from "./spans.js";

/**
 * The id under which history keeps something that a client has named. Nearly always the client's own; but one that is not
 * a UUIDv7, or lies outside the time that is kept, belongs to no partition. Then an id inside is derived from the client's
 * id and the time it happened, the same one whenever it is sent again, so that repeats are still recognised.
 *
 * What happened outside the kept time is put at its nearest edge. The edge moves with the partitions, so such a record is
 * recognised as a repeat only until its partition is dropped or the next one is made (12 hours for log lines, a day for
 * events, a week for states).
 */
export function historyId(id: string, occurred: Timestamp, range: Span): string {
  const given = millisOfId(id);
  if (given !== null && given >= range.fromMillis && given < range.toMillis) return id;
  const happened = Math.floor(microsOf(occurred) / 1000);
  const millis = Math.min(Math.max(happened, range.fromMillis), range.toMillis - 1);
  const digest = createHash("sha256").update(`${id} ${occurred}`).digest("hex");
  return `${firstIdOf(millis).slice(0, 15)}${digest.slice(0, 3)}-8${digest.slice(3, 6)}-${digest.slice(6, 18)}`;
}
