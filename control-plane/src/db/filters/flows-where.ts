import { sql, type SQL } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import { deployment } from "../schema/deployment.js";
import { flow } from "../schema/flow.js";
import { flowRun } from "../schema/flow-run.js";
import { allOf } from "./combine.js";
import { deploymentCondition } from "./deployment-filter.js";
import { flowCondition } from "./flow-filter.js";
import { flowRunCondition } from "./flow-run-filter.js";
import { hasTaskRun, onWorkPool, onWorkQueue } from "./related.js";

/** The flows of a workspace that match every filter: all that concerns deployments must hold for one, so for runs. */
export function flowsWhere(workspaceId: string, filters: RelatedFilters): SQL {
  return allOf(
    sql`${flow.workspace_id} = ${workspaceId}`,
    filters.flows && flowCondition(filters.flows),
    (filters.deployments ?? filters.work_pools ?? filters.work_pool_queues) && hasDeployment(filters),
    (filters.flow_runs ?? filters.task_runs) && hasRun(filters),
  );
}

function hasDeployment({ deployments, work_pools, work_pool_queues }: RelatedFilters): SQL {
  const matches = allOf(
    sql`${deployment.workspace_id} = ${flow.workspace_id}`,
    sql`${deployment.flow_id} = ${flow.id}`,
    deployments && deploymentCondition(deployments),
    onWorkPool(deployment, work_pools),
    onWorkQueue(deployment, work_pool_queues),
  );
  return sql`exists (select from ${deployment} where ${matches})`;
}

function hasRun({ flow_runs, task_runs }: RelatedFilters): SQL {
  const matches = allOf(
    sql`${flowRun.workspace_id} = ${flow.workspace_id}`,
    sql`${flowRun.flow_id} = ${flow.id}`,
    flow_runs && flowRunCondition(flow_runs),
    hasTaskRun(task_runs),
  );
  return sql`exists (select from ${flowRun} where ${matches})`;
}
