import type { JsonObject } from "kedge/contract";
import type { Connection } from "../connect.js";
import type { deployment } from "../schema/deployment.js";

/** A deployment with what of its pool a new run is checked against. */
export type DeploymentToRun = typeof deployment.$inferSelect & {
  readonly work_pool_name: string | null;
  readonly base_job_template: JsonObject | null;
};

/** What creating runs has to know; readiness and slots in use, which lists show, are not counted for it. */
export async function selectDeploymentToRun(
  sql: Connection,
  params: { workspaceId: string; id: string },
): Promise<DeploymentToRun | undefined> {
  const rows = await sql<DeploymentToRun[]>`
    select d.*, p.name as work_pool_name, p.base_job_template
    from deployment d left join work_pool p on p.workspace_id = d.workspace_id and p.id = d.work_pool_id
    where d.workspace_id = ${params.workspaceId} and d.id = ${params.id}`;
  return rows[0];
}
