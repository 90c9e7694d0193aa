import type { Connection } from "../connect.js";

/**
 * Keeps a deployment as it is, its schedules included, until the transaction has ended; undefined when there is none. A
 * statement of its own: what is read of it afterwards is what the one before left behind.
 */
export async function lockDeployment(
  sql: Connection,
  params: { workspaceId: string } & ({ deploymentId: string } | { flowId: string; name: string }),
): Promise<{ id: string; paused: boolean } | undefined> {
  const isWanted =
    "deploymentId" in params
      ? sql`id = ${params.deploymentId}`
      : sql`flow_id = ${params.flowId} and name = ${params.name}`;
  const [row] = await sql<{ id: string; paused: boolean }[]>`
    select id, paused from deployment
    where workspace_id = ${params.workspaceId} and ${isWanted}
    for no key update`;
  return row;
}
