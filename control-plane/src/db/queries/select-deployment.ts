import type { Connection } from "../connect.js";
import { DEPLOYMENT_COLUMNS, DEPLOYMENT_JOINS } from "../rows/deployment-columns.js";
import type { DeploymentRow } from "../rows/deployment-row.js";

/** One deployment, by its id or by the names of its flow and itself. */
export async function selectDeployment(
  sql: Connection,
  params: { workspaceId: string } & ({ id: string } | { flowName: string; name: string }),
): Promise<DeploymentRow | undefined> {
  const isWanted =
    "id" in params
      ? sql`deployment.id = ${params.id}`
      : sql`deployment.name = ${params.name} and f.name = ${params.flowName}`;
  const rows = await sql<DeploymentRow[]>`
    select ${sql.unsafe(DEPLOYMENT_COLUMNS)} from deployment ${sql.unsafe(DEPLOYMENT_JOINS)}
    where deployment.workspace_id = ${params.workspaceId} and ${isWanted}`;
  return rows[0];
}
