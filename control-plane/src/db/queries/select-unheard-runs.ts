import type { Sql } from "../connect.js";
import type { ClaimedRow } from "./claim-flow-runs.js";

/**
 * Runs that were claimed for a session and have not begun, other than those that its worker has in hand: their assignment
 * or the answer to their claim was lost with its connection. Answered as the claim would have.
 */
export async function selectUnheardRuns(
  sql: Sql,
  params: { workspaceId: string; sessionId: string; heardIds: readonly string[] },
): Promise<ClaimedRow[]> {
  return sql<ClaimedRow[]>`
    select r.*, f.name as flow_name, d.name as deployment_name, d.job_variables as deployment_job_variables,
           p.name as work_pool_name, p.base_job_template, d.entrypoint, d.path, d.pull_steps,
           coalesce(d.on_disconnect, case when d.on_crash_retries is null then 'continue' else 'stop' end) as on_disconnect,
           s.expires_at as lease_expires_at
    from lease l
    join worker_session s on s.workspace_id = l.workspace_id and s.id = l.session_id
    join flow_run r on r.workspace_id = l.workspace_id and r.id = l.flow_run_id
      and r.fence_epoch = l.fence_epoch and r.fence_counter = l.fence_counter
    join flow f on f.workspace_id = r.workspace_id and f.id = r.flow_id
    join work_pool p on p.workspace_id = l.workspace_id and p.id = l.work_pool_id
    left join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
    where l.workspace_id = ${params.workspaceId} and l.session_id = ${params.sessionId}
      and s.expires_at > clock_timestamp() and r.state_type in ('PENDING', 'CANCELLING')
      and r.id <> all(${params.heardIds}::uuid[])
    order by r.state_timestamp`;
}
