import type { Sql } from "../connect.js";

/** All that decides whether a run may be claimed, as a claim at this moment would see it. */
export interface WaitingRow {
  readonly id: string;
  readonly state_type: string | null;
  readonly state_name: string | null;
  readonly state_timestamp: string | null;
  readonly state_message: string | null;
  readonly is_suspended: boolean;
  readonly pause_timeout: string | null;
  readonly retries_in_process: boolean;
  readonly scheduled_for: string | null;
  readonly is_due: boolean;
  readonly deployment_name: string | null;
  readonly deployment_is_gone: boolean;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly work_pool_is_paused: boolean | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_queue_is_paused: boolean | null;
  readonly concurrency_limit_id: string | null;
  /** Workers of the pool whose session is alive. */
  readonly workers: number;
  /** How many of them take no runs at present, and why one of them does not. */
  readonly troubled: number;
  readonly trouble: string | null;
  /** Runs of the pool that a claim would look at before this one, up to `MOST_AHEAD`. */
  readonly ahead: number;
  /** Who executes it, of a run that has been claimed. */
  readonly worker_name: string | null;
  readonly claimed: string | null;
  readonly now: string;
}

/** So many are counted and no more: to a person a thousand runs ahead are as many as a million. */
export const MOST_AHEAD = 1000;

export async function selectWaiting(
  sql: Sql,
  params: { workspaceId: string; runId: string },
): Promise<WaitingRow | undefined> {
  const rows = await sql<WaitingRow[]>`
    select r.id, r.state_type, r.state_name, r.state_timestamp, r.state_message,
           r.state_type = 'PAUSED' and coalesce((r.state_details ->> 'pause_reschedule')::boolean, false) as is_suspended,
           (r.state_details ->> 'pause_timeout')::timestamptz as pause_timeout,
           r.empirical_policy ->> 'retry_type' is not distinct from 'in_process' as retries_in_process,
           r.next_scheduled_start_time as scheduled_for,
           coalesce(due.due <= clock_timestamp(), false) as is_due,
           d.name as deployment_name, r.deployment_id is not null and d.id is null as deployment_is_gone,
           p.id as work_pool_id, p.name as work_pool_name, p.is_paused as work_pool_is_paused,
           q.id as work_queue_id, q.name as work_queue_name, q.is_paused as work_queue_is_paused,
           due.concurrency_limit_id,
           (select count(*)::int from worker_session s
            where s.workspace_id = r.workspace_id and s.work_pool_id = p.id and s.expires_at > clock_timestamp()) as workers,
           troubles.troubled, troubles.trouble,
           (select count(*)::int from (
              select from due_run other
              join work_queue o on o.workspace_id = other.workspace_id and o.id = other.work_queue_id and not o.is_paused
              where other.workspace_id = r.workspace_id and other.work_pool_id = p.id
                and other.due <= clock_timestamp()
                and (o.priority, other.due, other.flow_run_id) < (q.priority, due.due, r.id)
              limit ${MOST_AHEAD}) ahead) as ahead,
           l.worker_name, l.claimed, clock_timestamp() as now
    from flow_run r
    left join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
    left join work_queue q on q.workspace_id = r.workspace_id and q.id = r.work_queue_id
    left join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id
    left join due_run due on due.workspace_id = r.workspace_id and due.flow_run_id = r.id
    left join held_lease l on l.workspace_id = r.workspace_id and l.flow_run_id = r.id
    cross join lateral (
      select count(*)::int as troubled, max(s.trouble) as trouble from worker_session s
      where s.workspace_id = r.workspace_id and s.work_pool_id = p.id and s.expires_at > clock_timestamp()
        and s.trouble is not null) troubles
    where r.workspace_id = ${params.workspaceId} and r.id = ${params.runId}`;
  return rows[0];
}
