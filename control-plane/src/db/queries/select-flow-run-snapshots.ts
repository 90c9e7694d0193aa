import type { Connection } from "../connect.js";
import type { CommittedFlowRun } from "./commit-flow-run-states.js";

export type FlowRunSnapshotRow = Omit<CommittedFlowRun, "outcome" | `previous_${string}`>;

/** What the rules need of many runs, by primary key. Not locked: the commit checks that nothing has changed. */
export async function selectFlowRunSnapshots(
  sql: Connection,
  params: { keys: readonly { workspaceId: string; runId: string }[] },
): Promise<(FlowRunSnapshotRow | undefined)[]> {
  const rows = await sql<FlowRunSnapshotRow[]>`
    select r.id, r.name, r.flow_id, r.deployment_id, r.work_queue_id, r.work_pool_id, r.parent_task_run_id,
           r.infrastructure_pid, r.tags, r.run_count, r.empirical_policy,
           dispatch_facts(r) as dispatch_facts, current_fence(r) as fence, fence_owner(r) as fence_owner,
           r.state_id, r.state_type, r.state_name, r.state_timestamp, r.state_message, r.state_data, r.state_details,
           clock_timestamp() as now
    from flow_run r
    join unnest(${params.keys.map((key) => key.workspaceId)}::uuid[], ${params.keys.map((key) => key.runId)}::uuid[])
      as k(workspace_id, id) using (workspace_id, id)`;
  const byId = new Map(rows.map((row) => [row.id, row]));
  return params.keys.map((key) => byId.get(key.runId));
}
