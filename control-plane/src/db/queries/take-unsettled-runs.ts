import type { CurrentState } from "../rows/state-row.js";
import type { Sql } from "../connect.js";

/** The run as it stands; its fields are null when it has been deleted. */
export interface UnsettledRunRow extends CurrentState {
  workspace_id: string;
  flow_run_id: string;
  name: string | null;
  /** Names this taking: the row is finished only if nothing has been noted of the run since. */
  taken_until: string;
  /** Whether a worker that renews its leases has the run in its hands. */
  is_held: boolean;
  now: string;
}

/**
 * Takes runs that are due, for as long as it may take to settle them: other servers pass over them, and whoever dies in
 * between leaves them due again. A run is read by the snapshot that saw its row, so it is at least as new as the note.
 */
export async function takeUnsettledRuns(
  sql: Sql,
  { limit, holdSeconds }: { limit: number; holdSeconds: number },
): Promise<UnsettledRunRow[]> {
  return sql<UnsettledRunRow[]>`
    with taken as (
      update unsettled_run u set due = clock_timestamp() + make_interval(secs => ${holdSeconds})
      where (u.workspace_id, u.flow_run_id) in (
        select d.workspace_id, d.flow_run_id from unsettled_run d
        where d.due <= clock_timestamp() order by d.due limit ${limit} for update skip locked)
      returning u.workspace_id, u.flow_run_id, u.due
    )
    select t.workspace_id, t.flow_run_id, t.due as taken_until, r.name, r.state_id, r.state_type, r.state_name,
           r.state_timestamp, r.state_message, r.state_data, r.state_details,
           exists (
             select 1 from lease l
             join worker_session s on s.workspace_id = l.workspace_id and s.id = l.session_id
             where l.workspace_id = t.workspace_id and l.flow_run_id = t.flow_run_id
               and s.expires_at > clock_timestamp()) as is_held,
           clock_timestamp() as now
    from taken t
    left join flow_run r on r.workspace_id = t.workspace_id and r.id = t.flow_run_id`;
}
