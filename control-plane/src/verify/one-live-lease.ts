import type { Connection } from "../db/connect.js";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "./invariant.js";

/** A run has at most one lease by that table's key; here is what the key does not say. */
export const oneLiveLease: Invariant = {
  id: "I1",
  statement: "A run has at most one lease, its fence is the run's own, and fences rise with every attempt.",
  async check(sql) {
    return violations(this.id, [
      ...(await foreignLeases(sql)),
      ...(await lowFences(sql)),
      ...(await futureFences(sql)),
    ]);
  },
};

async function foreignLeases(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'lease of flow run ' || l.flow_run_id as subject,
           'attempt ' || l.attempt || ' with fence ' || l.fence_epoch || '.' || l.fence_counter || '; '
             || coalesce('the run is at attempt ' || r.attempt || ' with fence ' || r.fence_epoch || '.' || r.fence_counter,
                         'there is no such run') as detail
    from lease l left join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
    where (l.attempt, l.fence_epoch, l.fence_counter) is distinct from (r.attempt, r.fence_epoch, r.fence_counter)
    limit ${MOST_VIOLATIONS}`;
}

/** Every claim raises both counters by one; the fence rises on other occasions as well. */
async function lowFences(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || r.id as subject,
           'fence ' || r.fence_epoch || '.' || r.fence_counter || ' after ' || r.attempt || ' attempts, in epoch '
             || plane.epoch as detail
    from flow_run r, plane
    where r.fence_counter < r.attempt or r.fence_epoch > plane.epoch
    limit ${MOST_VIOLATIONS}`;
}

/** A late report names the fence that was current when it came; for a subflow that of the run it runs inside. */
async function futureFences(sql: Connection): Promise<Finding[]> {
  return sql<Finding[]>`
    select 'flow run ' || r.id as subject,
           'fence ' || current_fence(r) || ', although it was ' || p.current_fence || ' when report ' || p.id
             || ' was refused under ' || p.fence as detail
    from late_report p join flow_run r on r.workspace_id = p.workspace_id and r.id = p.flow_run_id
    where fence_rank(p.current_fence) > fence_rank(current_fence(r))
       or p.fence = p.current_fence
    limit ${MOST_VIOLATIONS}`;
}
