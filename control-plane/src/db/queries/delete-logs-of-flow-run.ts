import type { Sql } from "../connect.js";

/** Few enough for a statement of well under a second. */
const LINES_AT_ONCE = 20_000;

/**
 * A run may have millions of log lines, so they go in pieces, oldest first, each in a transaction of its own: what an
 * interrupted deletion leaves, the next one deletes.
 */
export async function deleteLogsOfFlowRun(sql: Sql, params: { workspaceId: string; flowRunId: string }): Promise<void> {
  const ofRun = sql`workspace_id = ${params.workspaceId} and flow_run_id = ${params.flowRunId}`;
  let deleted: number;
  do {
    const lines = await sql`
      delete from log
      where ${ofRun} and timestamp <= coalesce(
        (select timestamp from log where ${ofRun} order by timestamp offset ${LINES_AT_ONCE - 1} limit 1), 'infinity')`;
    deleted = lines.count;
  } while (deleted >= LINES_AT_ONCE);
}
