import type { Sql } from "../connect.js";
import type { FlowRunWithPool } from "../rows/flow-run-row.js";

export async function selectFlowRun(
  sql: Sql,
  params: { workspaceId: string; id: string },
): Promise<FlowRunWithPool | undefined> {
  const rows = await sql<FlowRunWithPool[]>`
    select r.*, p.name as work_pool_name
    from flow_run r
    left join work_pool p on p.workspace_id = r.workspace_id and p.id = r.work_pool_id
    where r.workspace_id = ${params.workspaceId} and r.id = ${params.id}`;
  return rows[0];
}
