import type { Sql } from "../connect.js";
import { oldestHistoryId } from "../partitions/oldest-history-id.js";
import type { LogRow } from "../rows/log-row.js";

export interface NextLogsParams {
  workspaceId: string;
  flowRunId: string;
  /** The last line that was read; null for the beginning. */
  after: Pick<LogRow, "timestamp" | "id"> | null;
  limit: number;
}

/**
 * Lines of a run from a place on, oldest first. Reading on from a line costs the same at the start and at the millionth
 * line, where an offset would read all before it again.
 */
export async function selectNextLogs(sql: Sql, params: NextLogsParams): Promise<LogRow[]> {
  const { after } = params;
  return await sql<LogRow[]>`
    select id, flow_run_id, task_run_id, timestamp, level, name, message from log
    where workspace_id = ${params.workspaceId} and flow_run_id = ${params.flowRunId}
      and id >= ${oldestHistoryId([params.flowRunId])}
      ${after ? sql`and (timestamp, id) > (${after.timestamp}, ${after.id})` : sql``}
    order by timestamp, id limit ${params.limit}`;
}
