import type { Sql } from "../connect.js";
import type { Partition } from "./select-partitions.js";

/** A lock that doesn't come in time, a round cut short, or another server that was there first: looked at again next time. */
const TRY_AGAIN = new Set(["55P03", "57014", "40P01", "42P01", "55000"]);

/**
 * Detaches a partition and drops it. Detaching concurrently lets readers and writers of the table go on; it can't stand in a
 * transaction, and when it is cut short the partition takes no more rows and has to be finalised later. Without the limit
 * on waiting for the lock, all who come after it would wait behind it for as long as the slowest reader takes.
 * False: it could not be dropped now.
 *
 * @param upkeep the connection with that limit
 */
export async function dropPartition(upkeep: Sql, { table, name, isDetaching }: Partition): Promise<boolean> {
  try {
    await upkeep.unsafe(`alter table ${table} detach partition ${name} ${isDetaching ? "finalize" : "concurrently"}`);
    await upkeep.unsafe(`drop table ${name}`);
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && TRY_AGAIN.has(String(error.code))) return false;
    throw error;
  }
}
