import type { Connection } from "../connect.js";

/** A due run that a claim may take, with what is left of every limit it would count against; null means unlimited. */
export interface Candidate {
  readonly flow_run_id: string;
  readonly work_queue_id: string;
  readonly concurrency_limit_id: string | null;
  readonly pool_room: number | null;
  readonly queue_room: number | null;
  readonly limit_room: number | null;
}

export interface SelectClaimCandidatesParams {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly queueNames: readonly string[] | null;
  /** The named limits whose runs may be taken: those that the caller has locked. */
  readonly limitIds: readonly string[];
  readonly slots: number;
  /** Of a stock worker, which fetches ahead and names the bounds itself; null: what is due now. */
  readonly offer?: OfferBounds | null;
}

export interface OfferBounds {
  readonly before: string;
  readonly after: string | null;
  /** Whether runs that another poller was shown a moment ago are shown as well. */
  readonly isRepeat: boolean;
}

/**
 * The due runs from which a limited claim picks, in the order in which it looks at them: by the queues' priority, then by
 * time. Runs that wait for a named limit are read from their own stretch of the due list, and no more of them than there
 * is room: ten thousand that wait for one slot cost as much as one. All are locked, skipping what anybody else holds.
 *
 * What is held is counted from live leases under the caller's locks, in a statement after theirs: one that had waited for
 * them would count with a snapshot from before.
 */
export async function selectClaimCandidates(
  transaction: Connection,
  params: SelectClaimCandidatesParams,
): Promise<Candidate[]> {
  const isWanted = params.offer ? offered(transaction, params.offer) : transaction`due_run.due <= clock_timestamp()`;
  return transaction<Candidate[]>`
    with pool as (
      select p.id, free_slots(p) as room from work_pool p
      where p.workspace_id = ${params.workspaceId} and p.id = ${params.poolId} and not p.is_paused
    ),
    queue as materialized (
      select q.id, q.priority, pool.room as pool_room, free_slots(q) as room
      from pool join work_queue q on q.workspace_id = ${params.workspaceId} and q.work_pool_id = pool.id
      where not q.is_paused
        and (${params.queueNames}::text[] is null or q.name = any(${params.queueNames}::text[]))
    ),
    named_limit as materialized (
      select waiting.id, free_slots(c) as room
      from unnest(${params.limitIds}::uuid[]) as waiting(id)
      left join concurrency_limit c on c.workspace_id = ${params.workspaceId} and c.id = waiting.id
    ),
    free as materialized (
      select q.id as work_queue_id, q.priority, q.pool_room, q.room as queue_room, null::uuid as concurrency_limit_id,
             null::int as limit_room, d.flow_run_id, d.due
      from queue q cross join lateral (
        select due_run.flow_run_id, due_run.due
        from due_run join flow_run r on r.workspace_id = due_run.workspace_id and r.id = due_run.flow_run_id
        where due_run.workspace_id = ${params.workspaceId} and due_run.work_queue_id = q.id
          and due_run.concurrency_limit_id is null and ${isWanted} and not is_missed(r)
        order by due_run.due, due_run.flow_run_id
        limit greatest(0, least(${params.slots}::int, q.pool_room, q.room))
        for no key update of due_run, r skip locked
      ) d
    ),
    limited as materialized (
      select q.id as work_queue_id, q.priority, q.pool_room, q.room as queue_room, n.id as concurrency_limit_id,
             n.room as limit_room, d.flow_run_id, d.due
      from queue q cross join named_limit n cross join lateral (
        select due_run.flow_run_id, due_run.due
        from due_run join flow_run r on r.workspace_id = due_run.workspace_id and r.id = due_run.flow_run_id
        where due_run.workspace_id = ${params.workspaceId} and due_run.work_queue_id = q.id
          and due_run.concurrency_limit_id = n.id and ${isWanted} and not is_missed(r)
        order by due_run.due, due_run.flow_run_id
        limit greatest(0, least(${params.slots}::int, q.pool_room, q.room, n.room))
        for no key update of due_run, r skip locked
      ) d
    )
    select flow_run_id, work_queue_id, concurrency_limit_id, pool_room, queue_room, limit_room
    from (select * from free union all select * from limited) c
    order by c.priority, c.due, c.flow_run_id`;
}

function offered(sql: Connection, { before, after, isRepeat }: OfferBounds) {
  return sql`
    due_run.due <= ${before}::timestamptz
    and (${after}::timestamptz is null or due_run.due >= ${after}::timestamptz)
    and (${String(isRepeat)}::text::boolean or due_run.offered is null
         or due_run.offered < clock_timestamp() - interval '2 seconds')`;
}
