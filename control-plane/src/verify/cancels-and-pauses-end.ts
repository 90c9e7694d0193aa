import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

export const cancelsAndPausesEnd: Invariant = {
  id: "I14",
  statement:
    "No attempt begins after a cancel, and a run that is being cancelled, or paused until some time, is noted for the plane to see to.",
  async check(sql) {
    return violations(this.id, [...(await forgotten(sql)), ...(await begunAfterCancel(sql))]);
  },
};

/** Found by nobody, a run that nobody executes would be cancelling for ever, and a pause would outlive its time. */
async function forgotten(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || r.id as subject, r.state_type || ' since ' || iso_instant(r.state_timestamp) || ', but not noted' as detail
    from flow_run r
    left join unsettled_run u on u.workspace_id = r.workspace_id and u.flow_run_id = r.id
    where u.flow_run_id is null
      and (r.state_type = 'CANCELLING' or (r.state_type = 'PAUSED' and r.state_details ->> 'pause_timeout' is not null))
    limit ${MOST_VIOLATIONS}`;
}

/** What a person restarts is SCHEDULED in between. A stock client, whose claims bear no fence, may start an ended run itself. */
async function begunAfterCancel(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || flow_run_id as subject,
           'attempt ' || attempt || ' was claimed at ' || iso_instant(timestamp) || ', after ' || before as detail
    from (
      select s.flow_run_id, s.type, s.attempt, s.timestamp, s.fence,
             lag(s.type) over run as before, lag(s.attempt) over run as attempt_before
      from flow_run_state s
      window run as (partition by s.workspace_id, s.flow_run_id order by s.timestamp)
    ) history
    where before in ('CANCELLING', 'CANCELLED') and type = 'PENDING' and attempt > attempt_before and fence is not null
    limit ${MOST_VIOLATIONS}`;
}
