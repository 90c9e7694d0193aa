import type { WorkQueue } from "kedge/contract";
import type { Sql } from "../connect.js";

/** A queue as clients see it; its status is told by when it was polled last. */
const queues = (sql: Sql) => sql`
  select q.id, q.created, q.updated, q.name, q.description, q.is_paused, q.concurrency_limit, q.priority,
         q.work_pool_id, p.name as work_pool_name, q.last_polled,
         case when q.is_paused then 'PAUSED'
              when q.last_polled > clock_timestamp() - interval '60 seconds' then 'READY'
              else 'NOT_READY' end as status
  from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id`;

/** The queues of a pool, most urgent first. */
export async function selectWorkQueues(
  sql: Sql,
  params: { workspaceId: string; poolName: string; limit: number; offset: number },
): Promise<WorkQueue[]> {
  return sql<WorkQueue[]>`
    ${queues(sql)} where p.workspace_id = ${params.workspaceId} and p.name = ${params.poolName}
    order by q.priority, q.name limit ${params.limit} offset ${params.offset}`;
}

export async function selectWorkQueueById(sql: Sql, workspaceId: string, id: string): Promise<WorkQueue | undefined> {
  const rows = await sql<WorkQueue[]>`${queues(sql)} where q.workspace_id = ${workspaceId} and q.id = ${id}`;
  return rows[0];
}
