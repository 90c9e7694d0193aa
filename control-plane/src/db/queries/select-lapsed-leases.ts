import type { Sql } from "../connect.js";

export interface LapsedLease {
  workspace_id: string;
  flow_run_id: string;
  fence: string;
  state_type: string;
  worker_name: string;
  expired_at: string;
}

/**
 * Leases whose session has lapsed, by Postgres' clock alone. Sessions that hold nothing are not looked at, so this costs
 * the same however many workers have come and gone.
 */
export async function selectLapsedLeases(sql: Sql, params: { limit: number }): Promise<LapsedLease[]> {
  return sql<LapsedLease[]>`
    select l.workspace_id, l.flow_run_id, l.fence_epoch || '.' || l.fence_counter as fence, r.state_type, s.worker_name,
           s.expires_at as expired_at
    from lease l
    join worker_session s on s.workspace_id = l.workspace_id and s.id = l.session_id
    join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
    where s.expires_at < clock_timestamp()
    order by s.expires_at limit ${params.limit}`;
}
