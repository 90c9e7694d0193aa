import type { Sql } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";

/**
 * What a stock worker may try to start, most urgent queue first. Nothing is claimed: rows that another poller is just
 * looking at are skipped, so that pollers spread over the backlog instead of all fighting for its head.
 */
export async function selectScheduledFlowRuns(
  sql: Sql,
  params: {
    workspaceId: string;
    poolName: string;
    queueNames: readonly string[] | null;
    before: string;
    after: string | null;
    limit: number;
  },
): Promise<FlowRunRow[]> {
  return sql<FlowRunRow[]>`
    with queue as (
      select q.workspace_id, q.id, q.priority, q.concurrency_limit, p.concurrency_limit as pool_limit
      from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
      where p.workspace_id = ${params.workspaceId} and p.name = ${params.poolName}
        and not p.is_paused and not q.is_paused
        and (${params.queueNames}::text[] is null or q.name = any(${params.queueNames}::text[]))
    ),
    offered as (
      select d.workspace_id, d.flow_run_id, d.due, q.priority
      from queue q cross join lateral (
        select workspace_id, flow_run_id, due from due_run
        where workspace_id = q.workspace_id and work_queue_id = q.id
          and due <= ${params.before}::timestamptz
          and (${params.after}::timestamptz is null or due >= ${params.after}::timestamptz)
        order by due, flow_run_id limit ${params.limit} for update skip locked
      ) d
    )
    select r.* from offered o join flow_run r on r.workspace_id = o.workspace_id and r.id = o.flow_run_id
    order by o.priority, o.due, r.id limit ${params.limit}`;
}
