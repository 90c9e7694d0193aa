import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/**
 * Said here without the rules, which could be wrong themselves. That an end which was answered is still there is for those
 * to check who heard the answer.
 */
export const endsStand: Invariant = {
  id: "I3",
  statement: "Nothing follows an end but a deliberate restart or another end: no late crash, cancel, pause or start.",
  async check(sql) {
    const findings = await sql<Finding[]>`
      select 'flow run ' || flow_run_id as subject,
             type || ' at ' || iso_instant(timestamp) || ' follows ' || before
               || case when is_late then ', and nobody forced it' else ' of the very attempt that wrote it' end as detail
      from (
        select s.flow_run_id, s.type, s.timestamp, s.is_forced,
               s.type in ('CRASHED', 'CANCELLING', 'PAUSED') as is_late,
               s.fence = lag(s.fence) over run and not is_terminal(s.type) as is_by_ended_attempt,
               lag(s.type) over run as before
        from flow_run_state s
        window run as (partition by s.workspace_id, s.flow_run_id order by s.timestamp)
      ) history
      where is_terminal(before) and not is_forced and (is_late or is_by_ended_attempt)
      limit ${MOST_VIOLATIONS}`;
    return violations(this.id, findings);
  },
};
