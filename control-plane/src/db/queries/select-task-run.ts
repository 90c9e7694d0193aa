import type { Sql } from "../connect.js";
import type { TaskRunRow } from "../rows/task-run-row.js";

export async function selectTaskRun(
  sql: Sql,
  params: { workspaceId: string; id: string },
): Promise<TaskRunRow | undefined> {
  const rows = await sql<TaskRunRow[]>`
    select * from task_run where workspace_id = ${params.workspaceId} and id = ${params.id}`;
  return rows[0];
}
