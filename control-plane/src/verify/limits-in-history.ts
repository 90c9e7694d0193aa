import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/**
 * An attempt holds its slots from the PENDING that begins it to the state that gives them back; where its lease ended
 * first, to that instant. Counted over the whole history since a limit was last changed, so that it also finds what was
 * exceeded for a moment while nobody looked.
 */
export const limitsInHistory: Invariant = {
  id: "I5",
  statement: "No limit of a pool, a queue or a deployment was ever exceeded since it was last changed.",
  async check(sql) {
    return violations(this.id, await exceeded(sql));
  },
};

async function exceeded(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    with step as (
      select s.workspace_id, s.flow_run_id, s.attempt, s.type, s.timestamp, s.id,
             coalesce((s.state_details ->> 'lease_ended_at')::timestamptz, s.timestamp) as freed,
             -- A retry that the process makes itself, and a pause in it, keep the slot.
             is_terminal(s.type)
               or (s.type = 'SCHEDULED' and lead(s.type) over later is distinct from 'RUNNING')
               or (s.type = 'PAUSED' and coalesce((s.state_details ->> 'pause_reschedule')::boolean, false)) as frees
      from flow_run_state s
      window later as (partition by s.workspace_id, s.flow_run_id order by s.timestamp, s.id)
    ),
    followed as (
      -- In one walk over each run's states: a look-up for each of them is quadratic in a history of a hundred thousand.
      select *,
             min(freed) filter (where frees) over (
               partition by workspace_id, flow_run_id order by timestamp, id
               rows between 1 following and unbounded following) as next_freed,
             row_number() over (
               partition by workspace_id, flow_run_id, attempt, type order by timestamp, id) as nth
      from step
    ),
    held as (
      select c.workspace_id, c.flow_run_id, c.timestamp as taken,
             -- A lease that has lapsed, and whose run nobody has ended yet, holds nothing either.
             coalesce(c.next_freed, case when l.ends_at <= clock_timestamp() then l.ends_at end) as freed
      from followed c
      left join held_lease l on c.next_freed is null
        and l.workspace_id = c.workspace_id and l.flow_run_id = c.flow_run_id and l.attempt = c.attempt
      where c.attempt > 0 and c.type = 'PENDING' and c.nth = 1
    ),
    bound as (
      select h.*, p.id as bound_id, 'work pool ' || p.name as subject, p.concurrency_limit as slots, p.updated
      from held h
      join flow_run r on r.workspace_id = h.workspace_id and r.id = h.flow_run_id
      join work_pool p on p.workspace_id = r.workspace_id and p.id = r.work_pool_id
      where p.concurrency_limit is not null and h.taken > p.updated
      union all
      select h.*, q.id, 'work queue ' || q.name || ' ' || q.id, q.concurrency_limit, q.updated
      from held h
      join flow_run r on r.workspace_id = h.workspace_id and r.id = h.flow_run_id
      join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
      where q.concurrency_limit is not null and h.taken > q.updated
      union all
      select h.*, c.id, 'limit ' || c.name, c.slot_limit, c.updated
      from held h
      join flow_run r on r.workspace_id = h.workspace_id and r.id = h.flow_run_id
      join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
      join concurrency_limit c on c.workspace_id = d.workspace_id and c.id = d.concurrency_limit_id
      where c.active and c.slot_decay_per_second = 0 and h.taken > greatest(c.updated, d.updated)
    ),
    change as (
      select bound_id, subject, slots, taken as at, 1 as by from bound
      union all
      select bound_id, subject, slots, freed, -1 from bound where freed is not null
    ),
    -- What is freed and taken at the same instant was freed first.
    counted as (
      select subject, slots, at, sum(by) over (partition by bound_id order by at, by rows unbounded preceding) as held
      from change
    )
    select subject, held || ' slots were held at ' || iso_instant(at) || ', the limit is ' || slots as detail
    from counted where held > slots order by at limit ${MOST_VIOLATIONS}`;
}
