import type { Sql } from "../connect.js";

export interface LapsedLease {
  workspace_id: string;
  flow_run_id: string;
  fence: string;
  state_type: string;
  /** Null: the lease was a stock client's, kept by the run's own heartbeats. */
  worker_name: string | null;
  expired_at: string;
}

/**
 * Leases that have ended, by Postgres' clock alone: those whose session has lapsed, and those with an end of their own.
 * Sessions that hold nothing are not looked at, so this costs the same however many workers have come and gone.
 */
export async function selectLapsedLeases(sql: Sql, params: { limit: number }): Promise<LapsedLease[]> {
  return sql<LapsedLease[]>`
    select l.workspace_id, l.flow_run_id, l.fence_epoch || '.' || l.fence_counter as fence, r.state_type, l.worker_name,
           l.ends_at as expired_at
    from held_lease l join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
    where l.ends_at < clock_timestamp()
    order by l.ends_at limit ${params.limit}`;
}
