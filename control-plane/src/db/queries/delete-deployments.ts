import type { Connection } from "../connect.js";

/** Deletes deployments with their own limits and answers which there were. Runs are deleted apart; those that started stay. */
export async function deleteDeployments(
  sql: Connection,
  params: { workspaceId: string; ids: readonly string[] },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    with gone as (
      delete from deployment where workspace_id = ${params.workspaceId} and id = any(${params.ids as string[]}::uuid[])
      returning workspace_id, id
    ),
    limits as (
      delete from concurrency_limit c using gone g
      where c.workspace_id = g.workspace_id and c.name = 'deployment:' || g.id
    )
    select id from gone`;
  return rows.map((row) => row.id);
}
