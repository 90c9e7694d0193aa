import type { WorkQueue } from "kedge/contract";
import type { Sql } from "../connect.js";

/** The queues of a pool, most urgent first. */
export async function selectWorkQueues(
  sql: Sql,
  params: { workspaceId: string; poolName: string; limit: number; offset: number },
): Promise<WorkQueue[]> {
  return sql<WorkQueue[]>`
    select q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority,
           q.work_pool_id, p.name as work_pool_name, q.last_polled,
           case when q.is_paused then 'PAUSED'
                when q.last_polled > clock_timestamp() - interval '60 seconds' then 'READY'
                else 'NOT_READY' end as status
    from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
    where p.workspace_id = ${params.workspaceId} and p.name = ${params.poolName}
    order by q.priority, q.name limit ${params.limit} offset ${params.offset}`;
}
