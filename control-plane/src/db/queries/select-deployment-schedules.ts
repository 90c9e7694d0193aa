import type { DeploymentSchedule } from "kedge/contract";
import type { Connection } from "../connect.js";

/** A deployment's schedules as the API shows them; undefined when there is no such deployment. */
export async function selectDeploymentSchedules(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string },
): Promise<DeploymentSchedule[] | undefined> {
  const [row] = await sql<{ schedules: DeploymentSchedule[] }[]>`
    select deployment_schedules(d.workspace_id, d.id) as schedules
    from deployment d where d.workspace_id = ${params.workspaceId} and d.id = ${params.deploymentId}`;
  return row?.schedules;
}
