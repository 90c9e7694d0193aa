import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/**
 * States of task runs come late, twice and out of order. That each is stored once is the key of the history; that none
 * which came late has won is checked here. A history whose newest states are missing altogether has been trimmed.
 */
export const taskRunHistory: Invariant = {
  id: "I7",
  statement: "Every state of a task run is stored once, and the newest one is the run's current state.",
  async check(sql) {
    const findings = await sql<Finding[]>`
      select 'task run ' || t.id as subject,
             'the run is ' || coalesce(t.state_type || '/' || t.state_name || ' since ' || iso_instant(t.state_timestamp), 'without a state')
               || ' (state ' || coalesce(t.state_id::text, 'none') || '), its newest state is ' || newest.type || '/' || newest.name
               || ' of ' || iso_instant(newest.timestamp) || ' (state ' || newest.id || ')' as detail
      from task_run t
      cross join lateral (
        select s.id, s.type, s.name, s.timestamp, s.message, s.data
        from task_run_state s
        where s.workspace_id = t.workspace_id and s.task_run_id = t.id
        -- Of two states of one instant either may be current.
        order by s.timestamp desc, s.id = t.state_id desc limit 1
      ) newest
      where (t.state_id, t.state_type, t.state_name, t.state_timestamp, t.state_message, t.state_data)
        is distinct from (newest.id, newest.type, newest.name, newest.timestamp, newest.message, newest.data)
      limit ${MOST_VIOLATIONS}`;
    return violations(this.id, findings);
  },
};
