import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/** What an attempt writes bears its fence; once a later one has been recorded, no earlier one can write. */
export const attemptsInOrder: Invariant = {
  id: "I2",
  statement: "No state is recorded under an attempt or a fence older than one recorded already, or that never was.",
  async check(sql) {
    return violations(this.id, [...(await oldAttempts(sql)), ...(await oldFences(sql))]);
  },
};

async function oldAttempts(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || flow_run_id as subject,
           type || ' of attempt ' || attempt || ' at ' || iso_instant(timestamp) || ' follows attempt '
             || coalesce(before::text, 'none') || '; the run is at attempt ' || coalesce(newest::text, 'none') as detail
    from (
      select s.flow_run_id, s.type, s.attempt, s.timestamp, r.attempt as newest,
             lag(s.attempt) over (partition by s.workspace_id, s.flow_run_id order by s.timestamp) as before
      from flow_run_state s join flow_run r on r.workspace_id = s.workspace_id and r.id = s.flow_run_id
    ) history
    where attempt < before or attempt > newest
    limit ${MOST_VIOLATIONS}`;
}

/** The attempt is the run's own at the time, whoever wrote; the fence is the writer's. */
async function oldFences(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || flow_run_id as subject,
           type || ' at ' || iso_instant(timestamp) || ' was written under fence ' || fence || ', after '
             || coalesce(array_to_string(before, '.'), 'none') || '; the run is at ' || newest as detail
    from (
      select s.flow_run_id, s.type, s.timestamp, s.fence, current_fence(r) as newest,
             max(fence_rank(s.fence)) over (
               partition by s.workspace_id, s.flow_run_id order by s.timestamp
               rows between unbounded preceding and 1 preceding) as before
      from flow_run_state s join flow_run r on r.workspace_id = s.workspace_id and r.id = s.flow_run_id
      where s.fence is not null
    ) history
    where fence_rank(fence) < before or fence_rank(fence) > fence_rank(newest)
    limit ${MOST_VIOLATIONS}`;
}
