import { firstIdOf } from "kedge/contract";
import type { Sql } from "../connect.js";
import { PARTITIONED_TABLES, spanOf, spansAround, type Span } from "./spans.js";

/**
 * Makes the partitions of this span, the one before and the ones to come, so that no write ever meets a missing one.
 * Each is made apart and attached afterwards: attaching takes a lighter lock on the parent than `partition of` does.
 */
export async function ensurePartitions(sql: Sql, nowMillis: number): Promise<string[]> {
  const made: string[] = [];
  for (const table of PARTITIONED_TABLES) {
    for (const span of spansAround(nowMillis)) {
      if (await createPartition(sql, table, span)) made.push(spanOf(table, span));
    }
  }
  return made;
}

async function createPartition(sql: Sql, table: string, span: Span): Promise<boolean> {
  const name = spanOf(table, span);
  const known = await sql`select 1 from pg_class where relname = ${name} and relispartition`;
  if (known.length > 0) return false;
  const bounds = `from ('${firstIdOf(span.fromMillis)}') to ('${firstIdOf(span.toMillis)}')`;
  await sql.begin(async (transaction) => {
    // Two servers that start at once: the second waits here and finds the partition made.
    await transaction`select pg_advisory_xact_lock(hashtext(${name}))`;
    const made = await transaction`select 1 from pg_class where relname = ${name} and relispartition`;
    if (made.length > 0) return;
    await transaction.unsafe(`create table ${name} (like ${table} including defaults including constraints)`);
    await transaction.unsafe(`alter table ${table} attach partition ${name} for values ${bounds}`);
  });
  return true;
}
