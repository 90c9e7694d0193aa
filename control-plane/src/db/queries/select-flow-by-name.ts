import type { Flow } from "kedge/contract";
import type { Sql } from "../connect.js";

export async function selectFlowByName(
  sql: Sql,
  params: { workspaceId: string; name: string },
): Promise<Flow | undefined> {
  const rows = await sql<Flow[]>`
    select id, created, updated, name, tags, labels
    from flow where workspace_id = ${params.workspaceId} and name = ${params.name}`;
  return rows[0];
}
