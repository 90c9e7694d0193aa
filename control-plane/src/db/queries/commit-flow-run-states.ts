import type { PendingQuery, Row } from "#postgres";
import type { Connection } from "../connect.js";
import type { DispatchFactsRow } from "../rows/dispatch-facts-row.js";
import { mirrorOnTrackingTask } from "./mirror-on-tracking-task.js";
import { noteUnsettled } from "./note-unsettled.js";
import { runTimes } from "./run-times.js";
import type { CurrentState } from "../rows/state-row.js";

export interface FlowRunStateCommit {
  readonly workspaceId: string;
  readonly runId: string;
  readonly stateId: string;
  readonly type: string;
  readonly name: string;
  readonly message: string | null;
  readonly data: unknown;
  readonly details: object;
  /** What changes of the run's policy; null leaves it. */
  readonly policyChanges: object | null;
  /** Kept in history: by which of its states the rules were overruled. */
  readonly isForced: boolean;
  /** Refused unless this is the current state: what was decided was decided on it. Null asks `guard` instead. */
  readonly expectedStateId: string | null;
  /** Commits without having read the run: refused unless it is in one of these states and free of a future start. */
  readonly guard: { readonly from: readonly string[]; readonly transitionId: string | null } | null;
  /** Refused as stale when it is an older one of the run's. Null: the caller acts for no attempt. */
  readonly fence: string | null;
  /** Ends the attempt: its fence is no longer current from this commit on. */
  readonly endsAttempt?: boolean;
  /** An input of the run that is stored with the state: what it was resumed with. */
  readonly input?: { readonly key: string; readonly value: string } | null;
  /** Opens a lease of its own, with an attempt and a fence: what a stock worker takes by proposing PENDING. */
  readonly claim?: { readonly leaseId: string; readonly leaseSeconds: number } | null;
  /** Counted: a lost attempt is started anew so often and no more. */
  readonly isStartedAnew?: boolean;
  /** When the state was entered, for replays and tests; the database's clock unless given. */
  readonly timestamp?: string | null;
  /** The same as a time before now by the database's clock, in microseconds. */
  readonly ageMicros?: number;
}

/** What is done in the same statement, or not at all. */
export interface Alongside {
  /** Each with a comma behind it. */
  readonly ctes: PendingQuery<Row[]>;
  /** Unless it holds and every state is committed, the statement fails with `NOT_AS_EXPECTED` and has done nothing. */
  readonly holds: PendingQuery<Row[]>;
}

/** Three of the heartbeats that a Prefect 3 client sends unless told otherwise, one every 180 s. */
const HEARTBEATS_MAY_BE_MISSED = "540 seconds";

export type CommitOutcome = "committed" | "changed" | "stale_fence";

/** The run as it stands after the statement, whether or not this item was committed. */
export interface CommittedFlowRun extends CurrentState {
  readonly outcome: CommitOutcome;
  readonly id: string;
  readonly name: string;
  readonly flow_id: string;
  readonly deployment_id: string | null;
  readonly work_queue_id: string | null;
  readonly work_pool_id: string | null;
  readonly parent_task_run_id: string | null;
  readonly infrastructure_pid: string | null;
  readonly tags: string[];
  readonly run_count: number;
  readonly empirical_policy: unknown;
  /** Null too when the state was committed: there is nothing left to decide. */
  readonly dispatch_facts: DispatchFactsRow | null;
  readonly fence: string;
  /** The run whose claim made that fence. */
  readonly fence_owner: string;
  /** The state before, for the event that follows from this one; null when nothing was committed. */
  readonly previous_state_id: string | null;
  readonly previous_state_type: string | null;
  readonly previous_state_name: string | null;
  readonly previous_state_timestamp: string | null;
  /** The named limit of which a slot was given back. */
  readonly freed_limit_id: string | null;
  /** The database's clock at the time of the statement. */
  readonly now: string;
}

/**
 * Commits states of many runs in one statement: compare-and-swap on the run, its history row, its place in the due list,
 * its lease, and the mirror on a subflow's tracking task run. A refused item comes back with the row that refused it,
 * read under the same lock, so that the caller can explain or decide again without another round trip.
 *
 * Rows are locked in id order, so that concurrent batches (of this or another server) cannot deadlock. A run may stand in
 * one batch only once. The timestamp is the database's: one microsecond after the run's last state at the least, so the
 * states of a run are in strict order whatever the clocks of the servers say.
 *
 * A run whose row changed while the statement waited for its lock is refused, and proposed again: lease and due row of
 * whoever changed it are not in this statement's snapshot, and would be left behind.
 *
 * A run that goes back to the queue takes on a new fence at once: the attempt that had it can write no more, even before
 * the next one begins.
 *
 * No NOTIFY in here: commits that notify are serialised by one cluster-wide lock (440 to 800 a second instead of 2,200 to
 * 3,700, measured).
 */
export async function commitFlowRunStates(
  sql: Connection,
  items: readonly FlowRunStateCommit[],
  alongside?: Alongside,
): Promise<(CommittedFlowRun | undefined)[]> {
  const column = <T>(pick: (item: FlowRunStateCommit) => T) => items.map(pick);
  const rows = await sql<CommittedFlowRun[]>`
    with ${alongside?.ctes ?? sql``} proposed as (
      select * from unnest(
        ${column((i) => i.workspaceId)}::uuid[],
        ${column((i) => i.runId)}::uuid[],
        ${column((i) => i.stateId)}::uuid[],
        ${column((i) => i.type)}::text[],
        ${column((i) => i.name)}::text[],
        ${column((i) => i.message)}::text[],
        ${column((i) => jsonOrNull(i.data))}::text[],
        ${column((i) => JSON.stringify(i.details))}::text[],
        ${column((i) => jsonOrNull(i.policyChanges))}::text[],
        ${column((i) => i.expectedStateId)}::uuid[],
        ${column((i) => i.guard?.from.join() ?? null)}::text[],
        ${column((i) => i.guard?.transitionId ?? null)}::text[],
        ${column((i) => i.fence)}::text[],
        ${column((i) => i.timestamp ?? null)}::timestamptz[],
        ${column((i) => (i.ageMicros ?? 0) / 1e6)}::float8[],
        ${column((i) => String(i.endsAttempt ?? false))}::text[],
        ${column((i) => String(i.isForced))}::text[],
        ${column((i) => i.input?.key ?? null)}::text[],
        ${column((i) => i.input?.value ?? null)}::text[],
        ${column((i) => i.claim?.leaseId ?? null)}::uuid[],
        ${column((i) => i.claim?.leaseSeconds ?? null)}::float8[],
        ${column((i) => String(i.isStartedAnew ?? false))}::text[]
      ) as p(workspace_id, run_id, state_id, type, name, message, data, details, policy_changes, expected_state_id,
             guard_from, guard_transition_id, fence, timestamp, age, ends_attempt, is_forced,
             input_key, input_value, lease_id, lease_seconds, is_started_anew)
    ),
    locked as materialized (
      select r.workspace_id, r.id, r.name, r.flow_id, r.deployment_id, r.work_queue_id, r.work_pool_id,
             r.parent_task_run_id, r.infrastructure_pid, r.tags, r.run_count, r.empirical_policy, r.attempt, r.xmin,
             r.state_id, r.state_type, r.state_name, r.state_timestamp, r.state_message, r.state_data, r.state_details,
             current_fence(r) as fence, fence_owner(r) as fence_owner
      from flow_run r
      where (r.workspace_id, r.id) in (select p.workspace_id, p.run_id from proposed p)
      order by r.workspace_id, r.id
      for no key update of r
    ),
    seen as materialized (
      -- Without a lock: the runs as this statement's snapshot has them, see above. \`xmin\` is which version of the row it is.
      select r.workspace_id, r.id, r.xmin from flow_run r
      where (r.workspace_id, r.id) in (select p.workspace_id, p.run_id from proposed p)
    ),
    judged as materialized (
      select l.*, e.entered, p.ends_attempt::boolean as ends_attempt, p.is_forced::boolean as is_forced,
             p.input_key, p.input_value, case when l.fence_owner = l.id then bare_fence(p.fence, l.id) end as own_fence,
             p.lease_id, p.lease_seconds, p.is_started_anew::boolean as is_started_anew,
             p.state_id as new_id, p.type as new_type, p.name as new_name, p.message as new_message, p.data::jsonb as new_data,
             case when l.state_details ? 'deployment_concurrency_lease_id'
               then jsonb_build_object(
                 'deployment_concurrency_lease_id', l.state_details -> 'deployment_concurrency_lease_id')
               else '{}' end
             || jsonb_strip_nulls(p.details::jsonb
               || jsonb_build_object('flow_run_id', l.id, 'task_run_id', l.parent_task_run_id))
               -- Of an attempt whose lease had ended before it gave its slots back: they were free from then on.
               || case when is_terminal(p.type) or p.type = 'SCHEDULED' then coalesce((
                    select jsonb_build_object('lease_ended_at', iso_instant(held.ends_at)) from held_lease held
                    where held.workspace_id = l.workspace_id and held.flow_run_id = l.id
                      and held.ends_at <= clock_timestamp()
                  ), '{}') else '{}' end
               || case when p.type = 'SCHEDULED' and p.details::jsonb ->> 'scheduled_time' is null
                    then jsonb_build_object('scheduled_time', iso_instant(e.entered)) else '{}' end as new_details,
             coalesce((l.empirical_policy ->> 'resuming')::boolean, false) as resuming,
             (l.empirical_policy || coalesce(p.policy_changes::jsonb, '{}')) ->> 'retry_type' is not distinct from 'in_process'
               as retries_in_process,
             -- Resuming ends with what it leads to, unless the rules have just said that it begins.
             l.empirical_policy
               || case when l.empirical_policy @> '{"resuming": true}' and (p.type = 'RUNNING' or is_terminal(p.type))
                    then '{"resuming": false}' else '{}' end::jsonb
               || coalesce(p.policy_changes::jsonb, '{}') as new_policy,
             case
               when is_stale_fence(p.fence, l.fence_owner, l.fence) then 'stale_fence'
               when p.expected_state_id is not null and p.expected_state_id is distinct from l.state_id then 'changed'
               when s.xmin is distinct from l.xmin then 'changed'
               when p.guard_from is not null and (
                 not (l.state_type = any(string_to_array(p.guard_from, ',')))
                 or (l.state_details ->> 'transition_id') = p.guard_transition_id
                 or (p.type = 'RUNNING'
                     and (l.state_details ->> 'scheduled_time')::timestamptz >= clock_timestamp() + interval '0.5 seconds')
               ) then 'changed'
               else 'committed'
             end as outcome
      from locked l
      join proposed p on p.workspace_id = l.workspace_id and p.run_id = l.id
      left join seen s on s.workspace_id = l.workspace_id and s.id = l.id
      cross join lateral (
        select greatest(coalesce(p.timestamp, clock_timestamp() - make_interval(secs => p.age)), l.state_timestamp + interval '1 microsecond') as entered
      ) e
    ),
    accepted as (
      select *, new_type = 'SCHEDULED' and state_type is distinct from 'SCHEDULED' and not retries_in_process
                  as is_handed_back,
             case when new_type = 'SCHEDULED' then (new_details ->> 'scheduled_time')::timestamptz end as scheduled_for
      from judged where outcome = 'committed'
    ),
    updated as (
      update flow_run r set
        updated = clock_timestamp(),
        attempt = r.attempt + case when a.lease_id is null then 0 else 1 end,
        crash_count = r.crash_count + case when a.is_started_anew then 1 else 0 end,
        fence_epoch = case when a.lease_id is null then r.fence_epoch else (select epoch from plane) end,
        fence_counter = r.fence_counter
          + case when a.ends_attempt or a.lease_id is not null or (a.is_handed_back and r.attempt > 0) then 1 else 0 end,
        state_id = a.new_id,
        state_type = a.new_type,
        state_name = a.new_name,
        state_timestamp = a.entered,
        state_message = a.new_message,
        state_data = a.new_data,
        state_details = a.new_details,
        run_count = r.run_count + case when a.new_type = 'RUNNING' and not a.resuming then 1 else 0 end,
        empirical_policy = a.new_policy,
        ${runTimes(sql, { row: sql`r`, type: sql`a.new_type`, entered: sql`a.entered`, scheduledFor: sql`a.scheduled_for` })}
      from accepted a
      where r.workspace_id = a.workspace_id and r.id = a.id
      returning r.id, r.attempt, r.fence_epoch, r.fence_counter, r.state_id, r.state_type, r.state_name, r.state_timestamp, r.state_message, r.state_data,
                r.state_details, r.run_count, r.empirical_policy, current_fence(r) as fence
    ),
    history as (
      insert into flow_run_state
        (workspace_id, id, flow_run_id, type, name, timestamp, message, data, state_details, attempt, is_forced, fence)
      select workspace_id, new_id, id, new_type, new_name, entered, new_message, new_data, new_details,
             attempt + case when lease_id is null then 0 else 1 end, is_forced, own_fence
      from accepted
    ),
    not_due as (
      delete from due_run d using accepted a
      where d.workspace_id = a.workspace_id and d.flow_run_id = a.id and a.state_type = 'SCHEDULED'
        and (a.new_type <> 'SCHEDULED' or a.retries_in_process)
    ),
    due as (
      insert into due_run (workspace_id, flow_run_id, work_pool_id, work_queue_id, concurrency_limit_id, due)
      select workspace_id, id, work_pool_id, work_queue_id,
             (select d.concurrency_limit_id from deployment d
              where d.workspace_id = accepted.workspace_id and d.id = accepted.deployment_id),
             scheduled_for
      from accepted
      where new_type = 'SCHEDULED' and not retries_in_process
        -- Of a queue that was deleted since the run was last in it, nobody would ever look at the row.
        and (select true from work_queue q
             where q.workspace_id = accepted.workspace_id and q.id = accepted.work_queue_id)
      on conflict (workspace_id, flow_run_id) do update set due = excluded.due
    ),
    released as (
      -- The process behind a paused run, or behind a retry that it makes itself, goes on holding its slot.
      delete from lease l using accepted a
      where l.workspace_id = a.workspace_id and l.flow_run_id = a.id
        and (is_terminal(a.new_type)
             or (a.new_type = 'SCHEDULED' and not a.retries_in_process)
             or (a.new_type = 'PAUSED' and (a.new_details ->> 'pause_reschedule')::boolean))
      returning l.flow_run_id, l.concurrency_limit_id
    ),
    resumed_with as (
      insert into flow_run_input (workspace_id, flow_run_id, key, id, value)
      select workspace_id, id, input_key, new_id, input_value from accepted where input_key is not null
      on conflict (workspace_id, flow_run_id, key) do update set value = excluded.value, updated = clock_timestamp()
    ),
    ${noteUnsettled(sql, "accepted", { type: "new_type", details: "new_details", since: "entered" })},
    leased as (
      insert into lease (workspace_id, flow_run_id, id, work_pool_id, work_queue_id, deployment_id, concurrency_limit_id,
                         attempt, fence_epoch, fence_counter, expires_at)
      select a.workspace_id, a.id, a.lease_id, a.work_pool_id, a.work_queue_id, a.deployment_id,
             (select d.concurrency_limit_id from deployment d
              where d.workspace_id = a.workspace_id and d.id = a.deployment_id),
             u.attempt, u.fence_epoch, u.fence_counter, clock_timestamp() + make_interval(secs => a.lease_seconds)
      from accepted a join updated u on u.id = a.id
      where a.lease_id is not null
      on conflict (workspace_id, flow_run_id) do update set
        id = excluded.id, session_id = null, attempt = excluded.attempt, claimed = clock_timestamp(),
        fence_epoch = excluded.fence_epoch, fence_counter = excluded.fence_counter, expires_at = excluded.expires_at,
        concurrency_limit_id = excluded.concurrency_limit_id
    ),
    begun as (
      -- From here on its heartbeats keep a stock client's lease. A run without an attempt was never claimed: whoever
      -- carries it out renews its lease as it is.
      update lease l
      set expires_at = greatest(l.expires_at, clock_timestamp() + ${HEARTBEATS_MAY_BE_MISSED}::interval),
          renewed = clock_timestamp()
      from accepted a
      where a.new_type = 'RUNNING' and l.workspace_id = a.workspace_id and l.flow_run_id = a.id
        and l.session_id is null and l.attempt > 0 and l.expires_at > clock_timestamp()
    ),
    entered_state as (
      select workspace_id, id as flow_run_id, parent_task_run_id, new_id as state_id, new_type as type, new_name as name,
             entered as timestamp, new_message as message, new_data as data, new_details as details, scheduled_for
      from accepted where parent_task_run_id is not null
    ),
    ${mirrorOnTrackingTask(sql)}
    select ${alongside ? sql`whole.is_whole,` : sql``} j.outcome, j.id, j.name, j.flow_id, j.deployment_id, j.work_queue_id, j.work_pool_id, j.parent_task_run_id,
           j.infrastructure_pid, j.tags,
           case when u.id is null then (
             select dispatch_facts(r) from flow_run r where r.workspace_id = j.workspace_id and r.id = j.id
           ) end as dispatch_facts,
           coalesce(u.fence, j.fence) as fence, j.fence_owner,
           coalesce(u.run_count, j.run_count) as run_count,
           coalesce(u.empirical_policy, j.empirical_policy) as empirical_policy,
           coalesce(u.state_id, j.state_id) as state_id,
           coalesce(u.state_type, j.state_type) as state_type,
           coalesce(u.state_name, j.state_name) as state_name,
           coalesce(u.state_timestamp, j.state_timestamp) as state_timestamp,
           case when u.id is null then j.state_message else u.state_message end as state_message,
           case when u.id is null then j.state_data else u.state_data end as state_data,
           coalesce(u.state_details, j.state_details) as state_details,
           case when u.id is not null then j.state_id end as previous_state_id,
           case when u.id is not null then j.state_type end as previous_state_type,
           case when u.id is not null then j.state_name end as previous_state_name,
           case when u.id is not null then j.state_timestamp end as previous_state_timestamp,
           (select concurrency_limit_id from released where flow_run_id = j.id) as freed_limit_id,
           clock_timestamp() as now
    from ${alongside ? wholly(sql, alongside, items.length) : sql``} judged j left join updated u on u.id = j.id ${alongside ? sql`on true` : sql``}`;
  const byRun = new Map(rows.map((row) => [row.id, row]));
  return items.map((item) => byRun.get(item.runId));
}

/** To the left of everything, so that it is asked even if there is no such run. */
function wholly(sql: Connection, { holds }: Alongside, states: number): PendingQuery<Row[]> {
  return sql`
    (select refuse_unless(${holds} and (select count(*) from updated) = ${states}) as is_whole) as whole left join`;
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
