import type { Sql } from "../connect.js";

/**
 * Deletes a pool with its queues and what waits in them; false when there is no such pool. Runs and deployments stay,
 * without a pool. Waiting runs are no longer offered to anybody.
 */
export async function deleteWorkPool(sql: Sql, params: { workspaceId: string; name: string }): Promise<boolean> {
  const rows = await sql`
    with gone as (
      delete from work_pool where workspace_id = ${params.workspaceId} and name = ${params.name}
      returning workspace_id, id
    ), waiting as (
      delete from due_run d using gone g where d.workspace_id = g.workspace_id and d.work_pool_id = g.id
    ), deployments as (
      update deployment d set work_pool_id = null, work_queue_id = null, work_queue_name = null
      from gone g where d.workspace_id = g.workspace_id and d.work_pool_id = g.id
    )
    select id from gone`;
  return rows.length > 0;
}
