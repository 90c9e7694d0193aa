import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/** What a fenced attempt writes bears the attempt's number; once a later attempt has written, no earlier one can. */
export const attemptsInOrder: Invariant = {
  id: "I2",
  statement: "No state is recorded under an attempt older than one that has been recorded already.",
  async check(sql) {
    const findings = await sql<Finding[]>`
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
    return violations(this.id, findings);
  },
};
