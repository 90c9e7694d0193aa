import { sql, type SQL } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import { flowRun } from "../schema/flow-run.js";
import { taskRun } from "../schema/task-run.js";
import { allOf } from "./combine.js";
import { flowRunsRelatedTo } from "./flow-runs-where.js";
import { taskRunCondition } from "./task-run-filter.js";

/** The task runs of a workspace that match every filter; all but their own concern the flow run they belong to. */
export function taskRunsWhere(workspaceId: string, filters: RelatedFilters): SQL {
  const { task_runs, flow_runs, flows, deployments, work_pools, work_pool_queues } = filters;
  return allOf(
    sql`${taskRun.workspace_id} = ${workspaceId}`,
    task_runs && taskRunCondition(task_runs),
    (flow_runs ?? flows ?? deployments ?? work_pools ?? work_pool_queues) &&
      inFlowRun({ flow_runs, flows, deployments, work_pools, work_pool_queues }),
  );
}

function inFlowRun(filters: RelatedFilters): SQL {
  const matches = allOf(
    sql`${flowRun.workspace_id} = ${taskRun.workspace_id}`,
    sql`${flowRun.id} = ${taskRun.flow_run_id}`,
    flowRunsRelatedTo(filters),
  );
  return sql`exists (select from ${flowRun} where ${matches})`;
}
