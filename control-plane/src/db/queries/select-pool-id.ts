import type { Sql } from "../connect.js";

/** null when there is no such pool. */
export async function selectPoolId(
  sql: Sql,
  { workspaceId, name }: { workspaceId: string; name: string },
): Promise<string | null> {
  const rows = await sql<{ id: string }[]>`
    select id from work_pool where workspace_id = ${workspaceId} and name = ${name}`;
  return rows[0]?.id ?? null;
}
