import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/**
 * Said here without the rules, which could be wrong themselves. That an end which was answered is still there is for those
 * to check who heard the answer.
 */
export const endsStand: Invariant = {
  id: "I3",
  statement: "Nothing follows an end but a deliberate restart or another end: no late crash, cancel or pause.",
  async check(sql) {
    const findings = await sql<Finding[]>`
      select 'flow run ' || flow_run_id as subject,
             type || ' at ' || iso_instant(timestamp) || ' follows ' || before || ', and nobody forced it' as detail
      from (
        select s.flow_run_id, s.type, s.timestamp, s.is_forced,
               lag(s.type) over (partition by s.workspace_id, s.flow_run_id order by s.timestamp) as before
        from flow_run_state s
      ) history
      where is_terminal(before) and type in ('CRASHED', 'CANCELLING', 'PAUSED') and not is_forced
      limit ${MOST_VIOLATIONS}`;
    return violations(this.id, findings);
  },
};
