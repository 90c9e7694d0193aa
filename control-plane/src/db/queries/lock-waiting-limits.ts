import type { Connection } from "../connect.js";

/**
 * Locks the named limits that runs of the pool wait for and answers which: until the end of the transaction nobody else
 * takes their slots. In id order, so that claims of several pools that share limits cannot deadlock.
 *
 * One that has been deleted since a run began to wait for it is answered as well: nothing bounds that run any more.
 *
 * The limits are found by leaps through the due list's index, one for each: the cost doesn't depend on how many runs wait.
 */
export async function lockWaitingLimits(
  transaction: Connection,
  { workspaceId, poolId }: { workspaceId: string; poolId: string },
): Promise<string[]> {
  const rows = await transaction<{ id: string }[]>`
    with recursive waiting as (
      select q.id as work_queue_id, first.concurrency_limit_id
      from work_queue q cross join lateral (
        select d.concurrency_limit_id from due_run d
        where d.workspace_id = q.workspace_id and d.work_queue_id = q.id and d.concurrency_limit_id is not null
        order by d.concurrency_limit_id limit 1
      ) first
      where q.workspace_id = ${workspaceId} and q.work_pool_id = ${poolId}
      union all
      select w.work_queue_id, next.concurrency_limit_id
      from waiting w cross join lateral (
        select d.concurrency_limit_id from due_run d
        where d.workspace_id = ${workspaceId} and d.work_queue_id = w.work_queue_id
          and d.concurrency_limit_id > w.concurrency_limit_id
        order by d.concurrency_limit_id limit 1
      ) next
    ),
    locked as materialized (
      select c.id from concurrency_limit c
      where c.workspace_id = ${workspaceId} and c.id in (select concurrency_limit_id from waiting)
      order by c.id for no key update
    )
    select id from locked union select concurrency_limit_id from waiting`;
  return rows.map((row) => row.id);
}
