import type { Sql } from "../connect.js";

/** A null name leaves the one there is. False: there is no such task run. */
export async function updateTaskRunName(
  sql: Sql,
  params: { workspaceId: string; id: string; name: string | null },
): Promise<boolean> {
  const updated = await sql`
    update task_run set name = coalesce(${params.name}, name), updated = clock_timestamp()
    where workspace_id = ${params.workspaceId} and id = ${params.id}`;
  return updated.count > 0;
}
