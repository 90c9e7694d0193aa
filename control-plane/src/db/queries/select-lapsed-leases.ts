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
    with lapsed as (
      select l.*, s.worker_name, s.expires_at as expired_at
      from lease l join worker_session s on s.workspace_id = l.workspace_id and s.id = l.session_id
      where s.expires_at < clock_timestamp()
      union all
      select l.*, null, l.expires_at from lease l
      where l.session_id is null and l.expires_at < clock_timestamp()
    )
    select l.workspace_id, l.flow_run_id, l.fence_epoch || '.' || l.fence_counter as fence, r.state_type, l.worker_name,
           l.expired_at
    from lapsed l join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
    order by l.expired_at limit ${params.limit}`;
}
