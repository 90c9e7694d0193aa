import type { Connection } from "../src/db/connect.js";

/** Resolves once another session of this database waits for a lock. Asks again until then; the test's own time limit ends it. */
export async function lockWait(sql: Connection): Promise<void> {
  for (;;) {
    // The view is a snapshot of the transaction's first look unless told otherwise.
    await sql`select pg_stat_clear_snapshot()`;
    const waiting = await sql`
      select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    if (waiting.length > 0) return;
  }
}
