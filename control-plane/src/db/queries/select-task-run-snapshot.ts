import type { Connection } from "../connect.js";
import type { CurrentState, StateRow } from "../rows/state-row.js";

/** What the rules need of a task run: itself, the flow run around it, the cached state that its proposal may be spared by. */
export interface TaskRunSnapshotRow extends CurrentState {
  readonly id: string;
  readonly flow_run_id: string | null;
  readonly run_count: number;
  readonly flow_run_run_count: number;
  readonly empirical_policy: unknown;
  readonly flow_run_state_type: string | null;
  readonly flow_run_state_details: unknown;
  /** null: there is no such flow run. */
  readonly flow_run_count: number | null;
  readonly cached: StateRow | null;
  readonly now: string;
}

export interface TaskRunSnapshotParams {
  readonly workspaceId: string;
  readonly id: string;
  /** null: nothing is looked up in the cache. */
  readonly cacheKey: string | null;
}

/** Not locked: the commit checks that the task run has not changed. */
export async function selectTaskRunSnapshot(
  sql: Connection,
  { workspaceId, id, cacheKey }: TaskRunSnapshotParams,
): Promise<TaskRunSnapshotRow | undefined> {
  const [row] = await sql<TaskRunSnapshotRow[]>`
    select run.id, run.flow_run_id, run.run_count, run.flow_run_run_count, run.empirical_policy,
           run.state_id, run.state_type, run.state_name, run.state_timestamp, run.state_message, run.state_data,
           run.state_details,
           flow_run.state_type as flow_run_state_type, flow_run.state_details as flow_run_state_details,
           flow_run.run_count as flow_run_count,
           (select jsonb_build_object('id', state_id, 'type', 'COMPLETED', 'name', state_name,
                                      'timestamp', iso_instant(created), 'message', state_message, 'data', state_data,
                                      'state_details', state_details)
            from task_run_cache cache
            where cache.workspace_id = run.workspace_id and cache.cache_key = ${cacheKey}
              and (cache.expiration is null or cache.expiration > clock_timestamp())) as cached,
           clock_timestamp() as now
    from task_run run
    left join flow_run on flow_run.workspace_id = run.workspace_id and flow_run.id = run.flow_run_id
    where run.workspace_id = ${workspaceId} and run.id = ${id}`;
  return row;
}
