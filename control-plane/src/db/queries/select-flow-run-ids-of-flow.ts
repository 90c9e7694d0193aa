import type { Sql } from "../connect.js";

/** Some runs of a flow, at most `limit`. */
export async function selectFlowRunIdsOfFlow(
  sql: Sql,
  params: { workspaceId: string; flowId: string; limit: number },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from flow_run
    where workspace_id = ${params.workspaceId} and flow_id = ${params.flowId} limit ${params.limit}`;
  return rows.map((row) => row.id);
}
