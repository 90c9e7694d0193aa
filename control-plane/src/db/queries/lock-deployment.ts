import type { Connection } from "../connect.js";

/** Keeps a deployment as it is, its schedules included, until the transaction has ended; undefined when there is none. */
export async function lockDeployment(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string },
): Promise<{ paused: boolean } | undefined> {
  const [row] = await sql<{ paused: boolean }[]>`
    select paused from deployment
    where workspace_id = ${params.workspaceId} and id = ${params.deploymentId}
    for no key update`;
  return row;
}
