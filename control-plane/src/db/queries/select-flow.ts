import type { Flow } from "kedge/contract";
import type { Sql } from "../connect.js";

export async function selectFlow(sql: Sql, params: { workspaceId: string; id: string }): Promise<Flow | undefined> {
  const rows = await sql<Flow[]>`
    select id, created, updated, name, tags, labels
    from flow where workspace_id = ${params.workspaceId} and id = ${params.id}`;
  return rows[0];
}
