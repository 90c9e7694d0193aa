import type { Sql } from "../connect.js";
import type { StateRow } from "../rows/state-row.js";

export async function selectTaskRunState(
  sql: Sql,
  params: { workspaceId: string; id: string },
): Promise<StateRow | undefined> {
  const rows = await sql<StateRow[]>`
    select id, type, name, timestamp, message, data, state_details from task_run_state
    where workspace_id = ${params.workspaceId} and id = ${params.id}`;
  return rows[0];
}
