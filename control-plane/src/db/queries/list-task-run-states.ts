import type { Sql } from "../connect.js";
import type { StateRow } from "../rows/state-row.js";

/** Oldest first. Clients stamp these, so two may share an instant. */
export async function listTaskRunStates(
  sql: Sql,
  params: { workspaceId: string; taskRunId: string },
): Promise<StateRow[]> {
  return await sql<StateRow[]>`
    select id, type, name, timestamp, message, data, state_details from task_run_state
    where workspace_id = ${params.workspaceId} and task_run_id = ${params.taskRunId}
    order by timestamp, id`;
}
