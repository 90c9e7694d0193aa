import type { Labels } from "kedge/contract";
import type { Connection } from "../connect.js";

/** Locks a flow, so that deployments of it are made one after the other; creating runs of it goes on. */
export async function lockFlow(
  sql: Connection,
  params: { workspaceId: string; id: string },
): Promise<{ labels: Labels } | undefined> {
  const rows = await sql<{ labels: Labels }[]>`
    select labels from flow where workspace_id = ${params.workspaceId} and id = ${params.id} for no key update`;
  return rows[0];
}
