import type { Sql } from "../connect.js";
import type { DeploymentRow } from "../rows/deployment-row.js";

/** One deployment, by its id or by the names of its flow and itself. Ready while a worker's session on its pool lives. */
export async function selectDeployment(
  sql: Sql,
  params: { workspaceId: string } & ({ id: string } | { flowName: string; name: string }),
): Promise<DeploymentRow | undefined> {
  const isWanted =
    "id" in params ? sql`d.id = ${params.id}` : sql`d.name = ${params.name} and f.name = ${params.flowName}`;
  const rows = await sql<DeploymentRow[]>`
    select d.*, f.name as flow_name, p.name as work_pool_name, deployment_schedules(d.workspace_id, d.id) as schedules,
      exists (select 1 from worker_session s
              where s.workspace_id = d.workspace_id and s.work_pool_id = d.work_pool_id
                and s.expires_at > clock_timestamp()) as is_ready
    from deployment d
    join flow f on f.workspace_id = d.workspace_id and f.id = d.flow_id
    left join work_pool p on p.workspace_id = d.workspace_id and p.id = d.work_pool_id
    where d.workspace_id = ${params.workspaceId} and ${isWanted}`;
  return rows[0];
}
