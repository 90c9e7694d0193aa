import { firstIdOf } from "kedge/contract";
import type { Sql } from "../connect.js";
import { selectPartitions } from "../queries/select-partitions.js";
import { HISTORY_TABLES, neededSpans, partitionName, type HistoryTable, type Span } from "./spans.js";

/** Makes the missing partitions of the present and the time to come, so that no write ever meets a missing one. */
export async function ensurePartitions(sql: Sql, nowMillis: number): Promise<string[]> {
  const known = new Set((await selectPartitions(sql)).map((partition) => partition.name));
  const made: string[] = [];
  for (const table of HISTORY_TABLES) {
    for (const span of neededSpans(table, nowMillis)) {
      const name = partitionName(table, span);
      if (!known.has(name) && (await createPartition(sql, table, span))) made.push(name);
    }
  }
  return made;
}

/** Made apart and attached afterwards: attaching takes a lighter lock on the parent than `partition of` does. */
async function createPartition(sql: Sql, table: HistoryTable, span: Span): Promise<boolean> {
  const name = partitionName(table, span);
  const bounds = `from ('${firstIdOf(span.fromMillis)}') to ('${firstIdOf(span.toMillis)}')`;
  return sql.begin(async (transaction) => {
    // Two servers that start at once: the second waits here and finds the partition made.
    await transaction`select pg_advisory_xact_lock(hashtext(${name}))`;
    const made = await transaction`select 1 from pg_class where relname = ${name} and relispartition`;
    if (made.length > 0) return false;
    await transaction.unsafe(`create table ${name} (like ${table} including defaults including constraints)`);
    await transaction.unsafe(`alter table ${table} attach partition ${name} for values ${bounds}`);
    return true;
  });
}
