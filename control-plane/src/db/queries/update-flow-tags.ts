import type { Sql } from "../connect.js";

/** False: there is no such flow. */
export async function updateFlowTags(
  sql: Sql,
  params: { workspaceId: string; id: string; tags: readonly string[] },
): Promise<boolean> {
  const updated = await sql`
    update flow set tags = ${params.tags as string[]}, updated = clock_timestamp()
    where workspace_id = ${params.workspaceId} and id = ${params.id}`;
  return updated.count > 0;
}
