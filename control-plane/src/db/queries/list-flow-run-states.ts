import type { Sql } from "../connect.js";
import { oldestHistoryId } from "../partitions/oldest-history-id.js";
import type { StateRow } from "../rows/state-row.js";

/** Oldest first. */
export async function listFlowRunStates(
  sql: Sql,
  params: { workspaceId: string; flowRunId: string },
): Promise<StateRow[]> {
  return await sql<StateRow[]>`
    select id, type, name, timestamp, message, data, state_details from flow_run_state
    where workspace_id = ${params.workspaceId} and flow_run_id = ${params.flowRunId}
      and id >= ${oldestHistoryId([params.flowRunId])}
    order by timestamp, id`;
}
