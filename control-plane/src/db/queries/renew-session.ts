import type { RenewReply } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface RenewSessionParams {
  readonly workspaceId: string;
  readonly sessionId: string;
  readonly leaseSeconds: number;
  readonly runs: readonly { flow_run_id: string; fence: string }[];
}

/**
 * Renews a session, and with it every lease that hangs on it, and tells which of its runs are to be stopped. A session
 * that has lapsed is not renewed, even if nobody has reaped it yet: its slots were free from that instant on, and somebody
 * may have been promised them. All its runs are lost then, as is any run whose fence has moved on.
 */
export async function renewSession(sql: Sql, params: RenewSessionParams): Promise<RenewReply> {
  const [row] = await sql<[RenewedRow]>`
    with session as (
      update worker_session
      set expires_at = clock_timestamp() + make_interval(secs => ${params.leaseSeconds}), renewed = clock_timestamp()
      where workspace_id = ${params.workspaceId} and id = ${params.sessionId} and expires_at > clock_timestamp()
      returning expires_at
    ),
    asked as (
      select a.id, r.state_type,
             r.state_type = 'PAUSED' and coalesce((r.state_details ->> 'pause_reschedule')::boolean, false) as is_suspended,
             not exists (select 1 from session)
               or r.id is null
               or r.fence_epoch || '.' || r.fence_counter <> a.fence as is_lost
      from unnest(${params.runs.map((run) => run.flow_run_id)}::uuid[], ${params.runs.map((run) => run.fence)}::text[])
        as a(id, fence)
      left join flow_run r on r.workspace_id = ${params.workspaceId} and r.id = a.id
    )
    select coalesce((select expires_at from session), clock_timestamp()) as expires_at,
           array_agg(id) filter (where not is_lost and state_type in ('CANCELLING', 'CANCELLED')) as cancelling,
           array_agg(id) filter (where not is_lost and is_suspended) as suspended,
           array_agg(id) filter (where is_lost) as lost
    from asked`;
  const { cancelling, suspended, lost } = row;
  return {
    lease_expires_at: row.expires_at,
    cancelling: cancelling ?? [],
    suspended: suspended ?? [],
    lost: lost ?? [],
    unheard: [],
  };
}

interface RenewedRow {
  expires_at: string;
  cancelling: string[] | null;
  suspended: string[] | null;
  lost: string[] | null;
}
