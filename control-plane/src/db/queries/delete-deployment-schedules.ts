import type { Connection } from "../connect.js";

/** Deletes schedules of a deployment; the runs that they have made are the caller's concern. */
export async function deleteDeploymentSchedules(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string; ids: readonly string[] },
): Promise<void> {
  await sql`
    delete from deployment_schedule
    where workspace_id = ${params.workspaceId} and deployment_id = ${params.deploymentId}
      and id = any(${params.ids as string[]})`;
}
