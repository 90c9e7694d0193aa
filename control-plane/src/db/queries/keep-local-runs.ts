import type { StandingReply } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface Standing {
  readonly workspaceId: string;
  readonly runs: readonly { readonly flow_run_id: string; readonly lease_seconds: number | null }[];
}

export type Wanted = Omit<StandingReply, "rest_seconds">;

/**
 * Renews the leases of runs that their own processes keep, for many processes at once, and tells each what is wanted of
 * its runs. A lease that has ended is not brought back: its run has been told lost, or is about to be.
 *
 * A lease that somebody else holds locked is passed over: it is being ended, or was renewed this very moment; and the next
 * renewal comes long before it ends. So this never waits, and cannot deadlock with the commits that delete leases.
 */
export async function keepLocalRuns(sql: Sql, standings: readonly Standing[]): Promise<Wanted[]> {
  const asked = standings.flatMap(({ workspaceId, runs }, place) =>
    runs.map((run) => ({ ...run, workspaceId, place })),
  );
  const rows = await sql<{ place: number; id: string; wanted: keyof Wanted }[]>`
    with asked as materialized (
      select * from unnest(
        ${asked.map(({ place }) => place)}::int[],
        ${asked.map(({ workspaceId }) => workspaceId)}::uuid[],
        ${asked.map((run) => run.flow_run_id)}::uuid[],
        ${asked.map((run) => run.lease_seconds)}::float8[]
      ) as a(place, workspace_id, id, lease_seconds)
    ),
    standing as materialized (
      select l.workspace_id, l.flow_run_id from lease l
      where (l.workspace_id, l.flow_run_id) in (select a.workspace_id, a.id from asked a where a.lease_seconds is not null)
        and l.session_id is null and l.expires_at > clock_timestamp()
      for no key update skip locked
    ),
    renewed as (
      update lease l set expires_at = clock_timestamp() + make_interval(secs => a.lease_seconds), renewed = clock_timestamp()
      from standing s
      cross join lateral (
        select max(a.lease_seconds) as lease_seconds from asked a
        where a.workspace_id = s.workspace_id and a.id = s.flow_run_id
      ) a
      where l.workspace_id = s.workspace_id and l.flow_run_id = s.flow_run_id
    )
    select place, id, wanted from (
      select a.place, a.id, case
        when r.state_type in ('CANCELLING', 'CANCELLED') then 'cancelling'
        when r.id is null or is_terminal(r.state_type) then 'lost'
        when a.lease_seconds is not null and not exists (
          select from lease l
          where l.workspace_id = a.workspace_id and l.flow_run_id = a.id and l.expires_at > clock_timestamp()) then 'lost'
        when r.state_type = 'PAUSED' and not coalesce((r.state_details ->> 'pause_reschedule')::boolean, false) then 'paused'
      end as wanted
      from asked a left join flow_run r on r.workspace_id = a.workspace_id and r.id = a.id
    ) judged
    where wanted is not null`;
  const replies = standings.map((): Wanted => ({ cancelling: [], paused: [], lost: [] }));
  for (const { place, id, wanted } of rows) replies[place]![wanted].push(id);
  return replies;
}
