import type { Connection } from "../connect.js";
import type { TaskRunRow } from "../rows/task-run-row.js";

export interface TaskRunKey {
  readonly workspaceId: string;
  readonly flowRunId: string | null;
  readonly taskKey: string;
  readonly dynamicKey: string;
}

/** By its place in a flow run, or among the task runs outside of any. */
export async function selectTaskRunByKey(sql: Connection, key: TaskRunKey): Promise<TaskRunRow | undefined> {
  const [row] = await sql<TaskRunRow[]>`
    select * from task_run
    where workspace_id = ${key.workspaceId} and task_key = ${key.taskKey} and dynamic_key = ${key.dynamicKey}
      and ${key.flowRunId === null ? sql`flow_run_id is null` : sql`flow_run_id = ${key.flowRunId}`}
    limit 1`;
  return row;
}
