import type { Sql } from "../connect.js";

/**
 * Deletes a flow without runs, with its deployments and their own limits. False: it has runs, or isn't there. A run whose creation overlaps with
 * this statement may outlive its flow; to prevent that, every creation would have to lock the flow's row.
 */
export async function deleteFlow(sql: Sql, params: { workspaceId: string; id: string }): Promise<boolean> {
  const { workspaceId, id } = params;
  const deleted = await sql`
    with gone as (
      delete from flow f
      where f.workspace_id = ${workspaceId} and f.id = ${id}
        and not exists (select from flow_run r where r.workspace_id = ${workspaceId} and r.flow_id = ${id})
      returning f.id
    ),
    deployments as (
      delete from deployment d using gone g where d.workspace_id = ${workspaceId} and d.flow_id = g.id
      returning d.id
    ),
    limits as (
      delete from concurrency_limit c using deployments d
      where c.workspace_id = ${workspaceId} and c.name = 'deployment:' || d.id
    )
    select id from gone`;
  return deleted.count > 0;
}
