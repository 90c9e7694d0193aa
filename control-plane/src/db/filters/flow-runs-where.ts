import { sql, type SQL } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import { flowRun } from "../schema/flow-run.js";
import { allOf } from "./combine.js";
import { flowRunCondition } from "./flow-run-filter.js";
import { hasTaskRun, ofDeployment, ofFlow, onWorkPool, onWorkQueue } from "./related.js";

/** The flow runs of a workspace that match every filter. */
export function flowRunsWhere(workspaceId: string, filters: RelatedFilters): SQL {
  return allOf(sql`${flowRun.workspace_id} = ${workspaceId}`, flowRunsRelatedTo(filters));
}

/** The same, where the workspace is already bound. */
export function flowRunsRelatedTo(filters: RelatedFilters): SQL {
  return allOf(
    filters.flow_runs && flowRunCondition(filters.flow_runs),
    ofFlow(flowRun, filters.flows),
    ofDeployment(filters.deployments),
    onWorkPool(flowRun, filters.work_pools),
    onWorkQueue(flowRun, filters.work_pool_queues),
    hasTaskRun(filters.task_runs),
  );
}
