import type { Sql } from "../connect.js";

export interface OpenChild {
  id: string;
  state_id: string;
  state_type: string;
  /** It runs on infrastructure of its own; otherwise inside its parent's process. */
  is_deployed: boolean;
}

/**
 * Flow runs that were started inside a flow run and have not ended. Looked for through the task runs that stand for them,
 * of which only the open ones are: their states are mirrored from the children's.
 */
export async function selectOpenChildren(
  sql: Sql,
  params: { workspaceId: string; flowRunId: string; limit: number },
): Promise<OpenChild[]> {
  return sql<OpenChild[]>`
    select c.id, c.state_id, c.state_type, c.deployment_id is not null as is_deployed
    from task_run t
    join flow_run c on c.workspace_id = t.workspace_id and c.parent_task_run_id = t.id
    where t.workspace_id = ${params.workspaceId} and t.flow_run_id = ${params.flowRunId}
      and not coalesce(is_terminal(t.state_type), false)
      and c.state_id is not null and not is_terminal(c.state_type)
    limit ${params.limit}`;
}
