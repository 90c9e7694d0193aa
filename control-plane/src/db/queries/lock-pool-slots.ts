import type { Connection } from "../connect.js";

/**
 * Until the end of the transaction nobody else takes a slot of the pool or its queues: two that count the same free slot
 * at the same moment would both take it. Whoever also locks named limits does so after this.
 */
export async function lockPoolSlots(
  transaction: Connection,
  { workspaceId, poolId }: { workspaceId: string; poolId: string },
): Promise<void> {
  await transaction`select pg_advisory_xact_lock(hashtextextended(${`${workspaceId} ${poolId}`}, 0))`;
}
