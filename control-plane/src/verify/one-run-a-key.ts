import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/** Read from the runs themselves: the index and the keys that prevent it could be wrong. */
export const oneRunAKey: Invariant = {
  id: "I6",
  statement: "An idempotency key stands for one run of its flow, and so does an instant of a schedule.",
  async check(sql) {
    return violations(this.id, [...(await doubledKeys(sql)), ...(await doubledInstants(sql))]);
  },
};

async function doubledKeys(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow ' || flow_id as subject, count(*) || ' runs have the idempotency key ' || idempotency_key as detail
    from flow_run where idempotency_key is not null
    group by workspace_id, flow_id, idempotency_key having count(*) > 1
    limit ${MOST_VIOLATIONS}`;
}

/** A run that is started again is expected when it first was. */
async function doubledInstants(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'schedule ' || (created_by ->> 'id') || ' of deployment ' || deployment_id as subject,
           count(*) || ' runs were made of ' || iso_instant(expected_start_time) as detail
    from flow_run where auto_scheduled
    group by workspace_id, deployment_id, created_by ->> 'id', expected_start_time having count(*) > 1
    limit ${MOST_VIOLATIONS}`;
}
