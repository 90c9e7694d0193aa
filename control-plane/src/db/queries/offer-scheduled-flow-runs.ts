import type { Sql } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";
import type { OfferBounds } from "./select-claim-candidates.js";

export interface OfferScheduledFlowRunsParams {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly queueNames: readonly string[] | null;
  readonly offer: OfferBounds;
  readonly limit: number;
}

/**
 * What a stock worker may try to start, most urgent queue first. Nothing is claimed by this. Every poller that were shown
 * the head of the backlog would propose PENDING for the same runs, and all but one in vain: with 8 workers seven of eight
 * proposals (137 claims a second, measured). So a run that was just shown to one is not shown to the others for a moment.
 */
export async function offerScheduledFlowRuns(sql: Sql, params: OfferScheduledFlowRunsParams): Promise<FlowRunRow[]> {
  const { offer } = params;
  return sql<FlowRunRow[]>`
    with queue as (
      select q.workspace_id, q.id, q.priority
      from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
      where p.workspace_id = ${params.workspaceId} and p.id = ${params.poolId}
        and not p.is_paused and not q.is_paused
        and (${params.queueNames}::text[] is null or q.name = any(${params.queueNames}::text[]))
    ),
    candidate as materialized (
      select d.workspace_id, d.flow_run_id, d.due, q.priority
      from queue q cross join lateral (
        select workspace_id, flow_run_id, due from due_run
        where workspace_id = q.workspace_id and work_queue_id = q.id
          and concurrency_limit_id is null and due <= ${offer.before}::timestamptz
          and (${offer.after}::timestamptz is null or due >= ${offer.after}::timestamptz)
          and (${String(offer.isRepeat)}::text::boolean or offered is null
               or offered < clock_timestamp() - interval '2 seconds')
        order by due, flow_run_id limit ${params.limit} for no key update skip locked
      ) d
    ),
    offered as (
      select * from candidate order by priority, due, flow_run_id limit ${params.limit}
    ),
    marked as (
      update due_run d set offered = clock_timestamp() from offered o
      where d.workspace_id = o.workspace_id and d.flow_run_id = o.flow_run_id
    )
    select r.* from offered o join flow_run r on r.workspace_id = o.workspace_id and r.id = o.flow_run_id
    where not is_missed(r)
    order by o.priority, o.due, r.id`;
}
