import type { Sql } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";
import type { Candidate } from "./select-claim-candidates.js";

/** A waiting run in its place, with what a claim would judge it by. */
export type WaitingRow = FlowRunRow &
  Candidate & {
    readonly work_queue_id: string;
    readonly work_pool_name: string;
    readonly queue_name: string;
    readonly priority: number;
    readonly is_due: boolean;
    readonly is_pool_paused: boolean;
    readonly is_queue_paused: boolean;
  };

export interface PreviewClaimsParams {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly queueNames: readonly string[] | null;
  readonly withinSeconds: number;
  readonly limit: number;
}

/**
 * What waits in a pool: what is due in the order of claims, then what will be by its time. Reads what a limited claim
 * reads (`select-claim-candidates.ts`), but locks nothing and leaves nothing out.
 */
export async function previewClaims(sql: Sql, params: PreviewClaimsParams): Promise<WaitingRow[]> {
  return sql<WaitingRow[]>`
    with queue as materialized (
      select q.id, q.name, q.priority, q.is_paused, p.is_paused as is_pool_paused,
        free_slots(p) as pool_room, free_slots(q) as queue_room
      from work_pool p join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
      where p.workspace_id = ${params.workspaceId} and p.id = ${params.poolId}
        and (${params.queueNames}::text[] is null or q.name = any(${params.queueNames}::text[]))
    ),
    waiting as (
      select q.id as work_queue_id, q.name as queue_name, q.priority, q.is_paused as is_queue_paused, q.is_pool_paused,
             q.pool_room, q.queue_room, d.flow_run_id, d.due, d.concurrency_limit_id, d.due <= clock_timestamp() as is_due,
             (select free_slots(c) from concurrency_limit c
              where c.workspace_id = ${params.workspaceId} and c.id = d.concurrency_limit_id) as limit_room
      from queue q cross join lateral (
        -- What is due comes first, and of a queue no more than the page can be on it.
        select flow_run_id, due, concurrency_limit_id from due_run
        where workspace_id = ${params.workspaceId} and work_queue_id = q.id
          and due <= clock_timestamp() + make_interval(secs => ${params.withinSeconds})
        order by due, flow_run_id limit ${params.limit}
      ) d
    )
    select r.*, w.*, p.name as work_pool_name
    from waiting w
    join flow_run r on r.workspace_id = ${params.workspaceId} and r.id = w.flow_run_id
    join work_pool p on p.workspace_id = ${params.workspaceId} and p.id = ${params.poolId}
    order by w.is_due desc, case when w.is_due then w.priority end, w.due, r.id
    limit ${params.limit}`;
}
