import type { CreatedBy } from "kedge/contract";
import { plainArray } from "../array-literal.js";
import type { Connection } from "../connect.js";

/** A run with the names of what it belongs to, as its events tell them. */
export interface FlowRunRelations {
  readonly id: string;
  readonly name: string;
  readonly run_count: number;
  readonly tags: readonly string[];
  readonly flow_id: string;
  readonly flow_name: string | null;
  readonly deployment_id: string | null;
  readonly deployment_name: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
  readonly work_pool_type: string | null;
  readonly parent_task_run_id: string | null;
  readonly parent_task_run_name: string | null;
  readonly created_by: CreatedBy | null;
}

/** For a statement that has the run as `run`. */
export const relationColumns = (sql: Connection) => sql`
  run.id, run.name, run.run_count, run.tags, run.flow_id, flow.name as flow_name, run.deployment_id,
  deployment.name as deployment_name, run.work_queue_id, work_queue.name as work_queue_name, work_pool.id as work_pool_id,
  work_pool.name as work_pool_name, work_pool.type as work_pool_type, run.parent_task_run_id,
  parent.name as parent_task_run_name, run.created_by`;

export const relationJoins = (sql: Connection) => sql`
  left join flow on flow.workspace_id = run.workspace_id and flow.id = run.flow_id
  left join deployment on deployment.workspace_id = run.workspace_id and deployment.id = run.deployment_id
  left join work_queue on work_queue.workspace_id = run.workspace_id and work_queue.id = run.work_queue_id
  left join work_pool on work_pool.workspace_id = run.workspace_id and work_pool.id = work_queue.work_pool_id
  left join task_run parent on parent.workspace_id = run.workspace_id and parent.id = run.parent_task_run_id`;

export interface FlowRunKey {
  readonly workspaceId: string;
  readonly runId: string;
}

/** One answer for each key, in their order; undefined where the run is gone. */
export async function selectFlowRunRelations(
  sql: Connection,
  keys: readonly FlowRunKey[],
): Promise<(FlowRunRelations | undefined)[]> {
  const rows = await sql<FlowRunRelations[]>`
    select ${relationColumns(sql)}
    from flow_run run ${relationJoins(sql)}
    where (run.workspace_id, run.id) in (
      select * from unnest(
        ${plainArray(keys.map((key) => key.workspaceId))}::uuid[],
        ${plainArray(keys.map((key) => key.runId))}::uuid[]))`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return keys.map((key) => byId.get(key.runId));
}
