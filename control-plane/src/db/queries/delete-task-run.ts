import type { Sql } from "../connect.js";

/** Deletes a task run with its states; a subflow run that it stood for stays, without a parent. False: not there. */
export async function deleteTaskRun(sql: Sql, params: { workspaceId: string; id: string }): Promise<boolean> {
  const { workspaceId, id } = params;
  const deleted = await sql`
    with states as (
      delete from task_run_state where workspace_id = ${workspaceId} and task_run_id = ${id}
    ),
    orphaned as (
      update flow_run set parent_task_run_id = null, updated = clock_timestamp()
      where workspace_id = ${workspaceId} and parent_task_run_id = ${id}
    )
    delete from task_run where workspace_id = ${workspaceId} and id = ${id}`;
  return deleted.count > 0;
}
