import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/** Slots are counted from leases and work is found in the due list: what is left behind there leaks a slot or loses a run. */
export const queueAndLeases: Invariant = {
  id: "I5",
  statement:
    "A lease belongs to a run that something executes, no limit has more of them than slots, and the due list holds exactly the runs a worker may take.",
  async check(sql) {
    return violations(this.id, [
      ...(await leakedLeases(sql)),
      ...(await brokenLimits(sql)),
      ...(await foreignDueRows(sql)),
      ...(await forgottenRuns(sql)),
    ]);
  },
};

/** The process behind a paused run, or behind a retry that it makes itself, goes on holding its slot. */
async function leakedLeases(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'lease of flow run ' || l.flow_run_id as subject,
           'the run is ' || coalesce(r.state_type || '/' || r.state_name, 'gone') || ', the session '
             || case when l.session_id is null then 'is a stock client''s'
                  when s.id is null then 'is unknown' else 'ends at ' || iso_instant(s.expires_at) end as detail
    from lease l
    left join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
    left join worker_session s on s.workspace_id = l.workspace_id and s.id = l.session_id
    where (l.session_id is not null and s.id is null) or not coalesce(
      r.state_type in ('PENDING', 'RUNNING', 'CANCELLING')
      or (r.state_type = 'PAUSED' and not coalesce((r.state_details ->> 'pause_reschedule')::boolean, false))
      or (r.state_type = 'SCHEDULED' and r.empirical_policy ->> 'retry_type' = 'in_process'), false)
    limit ${MOST_VIOLATIONS}`;
}

/**
 * A limit may be lowered below what is held, so only claims made since it was last changed are its witnesses: whatever is
 * held now and was claimed before the last of them was held then.
 */
async function brokenLimits(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    with held as (select * from held_lease where ends_at > clock_timestamp()),
    bound as (
      select p.workspace_id, 'work pool ' || p.name as subject, p.concurrency_limit as slots, p.updated, h.claimed
      from work_pool p join held h on h.workspace_id = p.workspace_id and h.work_pool_id = p.id
      where p.concurrency_limit is not null
      union all
      select q.workspace_id, 'work queue ' || q.name || ' ' || q.id, q.concurrency_limit, q.updated, h.claimed
      from work_queue q join held h on h.workspace_id = q.workspace_id and h.work_queue_id = q.id
      where q.concurrency_limit is not null
      union all
      select c.workspace_id, 'limit ' || c.name, c.slot_limit, c.updated, h.claimed
      from concurrency_limit c join held h on h.workspace_id = c.workspace_id and h.concurrency_limit_id = c.id
      where c.active and c.slot_decay_per_second = 0
    )
    select subject, count(*) || ' slots are held, the limit is ' || slots || ' since ' || iso_instant(updated) as detail
    from bound group by workspace_id, subject, slots, updated
    having count(*) > slots and max(claimed) > updated
    limit ${MOST_VIOLATIONS}`;
}

async function foreignDueRows(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'due row of flow run ' || d.flow_run_id as subject,
           'due at ' || iso_instant(d.due) || ' in queue ' || d.work_queue_id || '; the run is '
             || coalesce(r.state_type || '/' || r.state_name || ' for ' || coalesce(iso_instant(r.next_scheduled_start_time), 'no time')
                           || ' in queue ' || coalesce(r.work_queue_id::text, 'none')
                           || ', retried ' || coalesce(r.empirical_policy ->> 'retry_type', 'by nobody'), 'gone') as detail
    from due_run d left join flow_run r on r.workspace_id = d.workspace_id and r.id = d.flow_run_id
    where not coalesce(r.state_type = 'SCHEDULED'
                       and r.work_queue_id = d.work_queue_id and r.work_pool_id = d.work_pool_id
                       and r.next_scheduled_start_time = d.due
                       and r.empirical_policy ->> 'retry_type' is distinct from 'in_process', false)
    limit ${MOST_VIOLATIONS}`;
}

/** A queue that was deleted took what waited in it along. */
async function forgottenRuns(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || r.id as subject, r.state_type || '/' || r.state_name || ', but not in the due list' as detail
    from flow_run r
    join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
    left join due_run d on d.workspace_id = r.workspace_id and d.flow_run_id = r.id
    where r.state_type = 'SCHEDULED' and r.empirical_policy ->> 'retry_type' is distinct from 'in_process'
      and d.flow_run_id is null
    limit ${MOST_VIOLATIONS}`;
}
