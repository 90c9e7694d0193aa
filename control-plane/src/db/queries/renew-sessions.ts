import type { RenewReply } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface SessionRenewal {
  readonly workspaceId: string;
  readonly sessionId: string;
  readonly leaseSeconds: number;
  readonly runs: readonly { flow_run_id: string; fence: string }[];
}

export interface SessionRenewed extends RenewReply {
  /** Whether leases hang on the session of which its worker has said nothing: it may not have heard of them. */
  readonly holds_more: boolean;
}

/**
 * Renews sessions, and with each every lease that hangs on it, and tells which of their runs are to be stopped. A session
 * that has lapsed is not renewed, even if nobody has reaped it yet: its slots were free from that instant on, and somebody
 * may have been promised them. All its runs are lost then, as is any run whose fence has moved on.
 *
 * What else hangs on a session is only said to be there: of a thousand renewals hardly one has anything to tell, and each of
 * those is asked for by itself.
 *
 * A session may stand in one batch only once. The sessions are locked in the order of their ids, so that two servers whose
 * workers change places cannot deadlock; whether one has lapsed is judged by the update, after all waiting.
 */
export async function renewSessions(sql: Sql, renewals: readonly SessionRenewal[]): Promise<SessionRenewed[]> {
  const runs = renewals.flatMap((renewal, place) => renewal.runs.map((run) => ({ ...run, place: place + 1 })));
  const rows = await sql<RenewedRow[]>`
    with asked as materialized (
      select * from unnest(
        ${renewals.map((renewal) => renewal.workspaceId)}::uuid[],
        ${renewals.map((renewal) => renewal.sessionId)}::uuid[],
        ${renewals.map((renewal) => renewal.leaseSeconds)}::float8[]
      ) with ordinality as a(workspace_id, id, lease_seconds, place)
    ),
    locked as materialized (
      select s.workspace_id, s.id from worker_session s
      where (s.workspace_id, s.id) in (select a.workspace_id, a.id from asked a) and s.expires_at > clock_timestamp()
      order by s.workspace_id, s.id
      for no key update
    ),
    session as (
      update worker_session s
      set expires_at = clock_timestamp() + make_interval(secs => a.lease_seconds), renewed = clock_timestamp()
      from locked l join asked a on a.workspace_id = l.workspace_id and a.id = l.id
      where s.workspace_id = l.workspace_id and s.id = l.id and s.expires_at > clock_timestamp()
      returning a.place, s.expires_at
    ),
    run as (
      select g.place, r.id, g.id as asked_id, r.state_type,
             r.state_type = 'PAUSED' and coalesce((r.state_details ->> 'pause_reschedule')::boolean, false) as is_suspended,
             not exists (select from session s where s.place = g.place)
               or r.id is null
               or r.fence_epoch || '.' || r.fence_counter <> g.fence as is_lost,
             exists (
               select from lease l
               where l.workspace_id = a.workspace_id and l.flow_run_id = g.id and l.session_id = a.id) as is_held
      from unnest(
        ${runs.map((run) => run.place)}::bigint[],
        ${runs.map((run) => run.flow_run_id)}::uuid[],
        ${runs.map((run) => run.fence)}::text[]
      ) as g(place, id, fence)
      join asked a on a.place = g.place
      left join flow_run r on r.workspace_id = a.workspace_id and r.id = g.id
    )
    select coalesce((select s.expires_at from session s where s.place = a.place), clock_timestamp()) as expires_at,
           array_agg(run.asked_id) filter (where not is_lost and state_type in ('CANCELLING', 'CANCELLED')) as cancelling,
           array_agg(run.asked_id) filter (where not is_lost and is_suspended) as suspended,
           array_agg(run.asked_id) filter (where is_lost) as lost,
           (select count(*) from lease l where l.workspace_id = a.workspace_id and l.session_id = a.id)
             > count(*) filter (where is_held) as holds_more
    from asked a left join run on run.place = a.place
    group by a.place, a.workspace_id, a.id
    order by a.place`;
  return rows.map(({ expires_at, cancelling, suspended, lost, holds_more }) => ({
    lease_expires_at: expires_at,
    cancelling: cancelling ?? [],
    suspended: suspended ?? [],
    lost: lost ?? [],
    unheard: [],
    holds_more,
  }));
}

interface RenewedRow {
  expires_at: string;
  cancelling: string[] | null;
  suspended: string[] | null;
  lost: string[] | null;
  holds_more: boolean;
}
