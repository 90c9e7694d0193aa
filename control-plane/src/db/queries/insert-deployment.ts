import type { Connection } from "../connect.js";

/**
 * A deployment with nothing but its name, for the caller to fill in the same transaction. The caller holds the lock of the
 * flow, so no other deployment of this name can come in between.
 */
export async function insertDeployment(
  sql: Connection,
  { workspaceId, id, flowId, name }: { workspaceId: string; id: string; flowId: string; name: string },
): Promise<void> {
  await sql`
    insert into deployment (workspace_id, id, flow_id, name) values (${workspaceId}, ${id}, ${flowId}, ${name})`;
}
