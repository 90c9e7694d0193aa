import type { Connection } from "../connect.js";
import { deploymentValues, type DeploymentChanges } from "../rows/deployment-values.js";

/** Writes the fields that are given; of a deployment whose row the caller has locked. */
export async function updateDeployment(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string; changes: DeploymentChanges },
): Promise<void> {
  const values = deploymentValues(params.changes);
  // The driver spells out a list of columns only where it reads `update` in the same piece of text.
  const set =
    Object.keys(values).length > 0
      ? sql`update deployment set ${sql(values)}, updated = clock_timestamp()`
      : sql`update deployment set updated = clock_timestamp()`;
  await sql`${set} where workspace_id = ${params.workspaceId} and id = ${params.deploymentId}`;
}
