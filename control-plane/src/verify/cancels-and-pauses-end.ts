import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/** Found by nobody, a run that nobody executes would be cancelling for ever, and a pause would outlive its time. */
export const cancelsAndPausesEnd: Invariant = {
  id: "I14",
  statement: "A run that is being cancelled, or paused until some time, is noted for the plane to see to.",
  async check(sql) {
    const forgotten = await sql<Finding[]>`
      select 'flow run ' || r.id as subject, r.state_type || ' since ' || iso_instant(r.state_timestamp) || ', but not noted' as detail
      from flow_run r
      left join unsettled_run u on u.workspace_id = r.workspace_id and u.flow_run_id = r.id
      where u.flow_run_id is null
        and (r.state_type = 'CANCELLING' or (r.state_type = 'PAUSED' and r.state_details ->> 'pause_timeout' is not null))
      limit ${MOST_VIOLATIONS}`;
    return violations(this.id, forgotten);
  },
};
