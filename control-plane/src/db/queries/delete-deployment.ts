import type { Sql } from "../connect.js";

/** Deletes a deployment and its runs that never started; false when there is none. Its other runs stay. */
export async function deleteDeployment(sql: Sql, params: { workspaceId: string; id: string }): Promise<boolean> {
  const rows = await sql`
    with gone as (
      delete from deployment where workspace_id = ${params.workspaceId} and id = ${params.id} returning workspace_id, id
    ), waiting as (
      delete from flow_run r using gone g
      where r.workspace_id = g.workspace_id and r.deployment_id = g.id and r.state_type = 'SCHEDULED' and r.run_count = 0
      returning r.workspace_id, r.id
    ), due as (
      delete from due_run d using waiting w where d.workspace_id = w.workspace_id and d.flow_run_id = w.id
    ), history as (
      delete from flow_run_state s using waiting w where s.workspace_id = w.workspace_id and s.flow_run_id = w.id
    )
    select id from gone`;
  return rows.length > 0;
}
