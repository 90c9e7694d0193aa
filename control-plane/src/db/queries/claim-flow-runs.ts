import type { JsonObject, OnDisconnect } from "kedge/contract";
import type { Connection } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";
import type { Candidate } from "./select-claim-candidates.js";

export interface ClaimFlowRunsParams {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly sessionId: string;
  readonly workerName: string;
  readonly queueNames: readonly string[] | null;
  readonly leaseSeconds: number;
  /** Ids of the PENDING states: as many as there are free slots. */
  readonly stateIds: readonly string[];
  /** The runs to claim, chosen and locked by the caller's transaction under every limit; null takes what is due. */
  readonly picked: readonly Candidate[] | null;
}

export type ClaimedRow = FlowRunRow & {
  flow_name: string;
  deployment_name: string | null;
  deployment_job_variables: JsonObject | null;
  work_pool_name: string;
  base_job_template: JsonObject;
  on_disconnect: OnDisconnect;
  entrypoint: string | null;
  path: string | null;
  pull_steps: JsonObject[] | null;
  lease_expires_at: string;
};

/**
 * Hands due runs to a worker, in one statement: picks them by the queues' priority, then by time; moves them to PENDING;
 * writes attempt, fence and lease; returns all that is needed to start them.
 *
 * Both the due row and the run are locked, skipping what anybody else holds: a claim never waits, so it can neither
 * deadlock with a commit (which locks the run first) nor be held up by another claim. Two workers cannot get one run, for
 * the second finds it locked or gone. A session that has lapsed gets nothing until its leases are reaped: to renew it here
 * would bring back leases whose slots may have been given away.
 *
 * The epoch is a scalar, not a join: of a joined table without statistics the planner expects thousands of rows, and then
 * reads the whole due list to delete a handful of its rows (574 claims a second instead of 3,434, at 20,000 due runs).
 */
export async function claimFlowRuns(sql: Connection, params: ClaimFlowRunsParams): Promise<ClaimedRow[]> {
  return sql<ClaimedRow[]>`
    with pool as (
      select * from work_pool where workspace_id = ${params.workspaceId} and id = ${params.poolId}
    ),
    session as (
      insert into worker_session (workspace_id, id, work_pool_id, worker_name, work_queue_names, expires_at)
      select workspace_id, ${params.sessionId}, id, ${params.workerName}, ${params.queueNames}::text[],
             clock_timestamp() + make_interval(secs => ${params.leaseSeconds})
      from pool
      on conflict (workspace_id, id) do update set expires_at = excluded.expires_at, renewed = clock_timestamp()
      where worker_session.expires_at > clock_timestamp()
         or not exists (select from lease l where l.workspace_id = excluded.workspace_id and l.session_id = excluded.id)
      returning workspace_id, id, expires_at
    ),
    queue as (
      select q.workspace_id, q.id, q.priority, q.last_polled
      from pool p
      join work_queue q on q.workspace_id = p.workspace_id and q.work_pool_id = p.id
      cross join session
      where not p.is_paused and not q.is_paused
        and (${params.queueNames}::text[] is null or q.name = any(${params.queueNames}::text[]))
    ),
    ${params.picked === null ? whatIsDue(sql, params) : whatWasPicked(sql, params.picked, params)},
    claimed as (
      update flow_run r set
        updated = clock_timestamp(),
        attempt = r.attempt + 1,
        fence_epoch = (select epoch from plane),
        fence_counter = r.fence_counter + 1,
        infrastructure_pid = null,
        state_id = picked.state_id,
        state_type = 'PENDING',
        state_name = 'Pending',
        state_timestamp = greatest(clock_timestamp(), r.state_timestamp + interval '1 microsecond'),
        state_message = ${`Claimed by worker ${params.workerName}.`},
        state_data = null,
        state_details = jsonb_strip_nulls(jsonb_build_object('flow_run_id', r.id, 'task_run_id', r.parent_task_run_id,
          'scheduled_time', r.state_details -> 'scheduled_time')),
        end_time = null,
        next_scheduled_start_time = null
      from picked
      where exists (select from session) and r.workspace_id = ${params.workspaceId} and r.id = picked.flow_run_id and r.state_type = 'SCHEDULED'
      returning r.*
    ),
    history as (
      insert into flow_run_state
        (workspace_id, id, flow_run_id, type, name, timestamp, message, state_details, attempt, fence)
      select workspace_id, state_id, id, state_type, state_name, state_timestamp, state_message, state_details, attempt,
             fence_epoch || '.' || fence_counter
      from claimed
    ),
    leased as (
      insert into lease (workspace_id, flow_run_id, session_id, work_pool_id, work_queue_id, deployment_id, attempt,
                         fence_epoch, fence_counter, concurrency_limit_id)
      select c.workspace_id, c.id, ${params.sessionId}, c.work_pool_id, c.work_queue_id, c.deployment_id, c.attempt,
             c.fence_epoch, c.fence_counter, picked.concurrency_limit_id
      from claimed c join picked on picked.flow_run_id = c.id
      on conflict (workspace_id, flow_run_id) do update set
        session_id = excluded.session_id, attempt = excluded.attempt, claimed = clock_timestamp(), expires_at = null,
        fence_epoch = excluded.fence_epoch, fence_counter = excluded.fence_counter,
        concurrency_limit_id = excluded.concurrency_limit_id
    ),
    no_longer_due as (
      delete from due_run d using claimed c where d.workspace_id = c.workspace_id and d.flow_run_id = c.id
    ),
    polled as (
      -- At most once in ten seconds: a queue's row is not written at the rate of its workers.
      update work_queue w set last_polled = clock_timestamp()
      from queue q
      where w.workspace_id = q.workspace_id and w.id = q.id
        and (w.last_polled is null or w.last_polled < clock_timestamp() - interval '10 seconds')
    )
    select c.*, f.name as flow_name, d.name as deployment_name, d.job_variables as deployment_job_variables,
           pool.name as work_pool_name, pool.base_job_template, d.entrypoint, d.path, d.pull_steps,
           coalesce(d.on_disconnect, case when d.on_crash_retries is null then 'continue' else 'stop' end) as on_disconnect,
           session.expires_at as lease_expires_at
    from claimed c
    join picked on picked.flow_run_id = c.id
    join flow f on f.workspace_id = c.workspace_id and f.id = c.flow_id
    left join deployment d on d.workspace_id = c.workspace_id and d.id = c.deployment_id
    cross join pool cross join session
    order by c.state_timestamp`;
}

/** Without a limit to keep: runs that wait for a named one are left for a claim that counts. */
function whatIsDue(sql: Connection, { stateIds }: ClaimFlowRunsParams) {
  return sql`
    candidate as materialized (
      select d.flow_run_id, d.due, q.priority
      from queue q cross join lateral (
        select due_run.flow_run_id, due_run.due
        from due_run join flow_run r on r.workspace_id = due_run.workspace_id and r.id = due_run.flow_run_id
        where due_run.workspace_id = q.workspace_id and due_run.work_queue_id = q.id
          and due_run.concurrency_limit_id is null and due_run.due <= clock_timestamp()
          and not is_missed(r)
        order by due_run.due, due_run.flow_run_id
        limit ${stateIds.length}
        for no key update of due_run, r skip locked
      ) d
    ),
    picked as (
      select flow_run_id, null::uuid as concurrency_limit_id,
             (${stateIds}::uuid[])[row_number() over (order by priority, due, flow_run_id)] as state_id
      from candidate order by priority, due, flow_run_id limit ${stateIds.length}
    )`;
}

function whatWasPicked(sql: Connection, picked: readonly Candidate[], { stateIds }: ClaimFlowRunsParams) {
  return sql`
    picked as (
      select * from unnest(
        ${picked.map((run) => run.flow_run_id)}::uuid[],
        ${picked.map((run) => run.concurrency_limit_id)}::uuid[],
        ${stateIds.slice(0, picked.length)}::uuid[]
      ) as p(flow_run_id, concurrency_limit_id, state_id)
    )`;
}
