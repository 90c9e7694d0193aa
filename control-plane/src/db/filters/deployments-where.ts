import { sql, type SQL } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import { deployment } from "../schema/deployment.js";
import { flowRun } from "../schema/flow-run.js";
import { allOf } from "./combine.js";
import { deploymentCondition } from "./deployment-filter.js";
import { flowRunCondition } from "./flow-run-filter.js";
import { hasTaskRun, ofFlow, onWorkPool, onWorkQueue } from "./related.js";

/** The deployments of a workspace that match every filter: all that concerns runs must hold for one run. */
export function deploymentsWhere(workspaceId: string, filters: RelatedFilters): SQL {
  return allOf(
    sql`${deployment.workspace_id} = ${workspaceId}`,
    filters.deployments && deploymentCondition(filters.deployments),
    ofFlow(deployment, filters.flows),
    onWorkPool(deployment, filters.work_pools),
    onWorkQueue(deployment, filters.work_pool_queues),
    (filters.flow_runs ?? filters.task_runs) && hasRun(filters),
  );
}

function hasRun({ flow_runs, task_runs }: RelatedFilters): SQL {
  const matches = allOf(
    sql`${flowRun.workspace_id} = ${deployment.workspace_id}`,
    sql`${flowRun.deployment_id} = ${deployment.id}`,
    flow_runs && flowRunCondition(flow_runs),
    hasTaskRun(task_runs),
  );
  return sql`exists (select from ${flowRun} where ${matches})`;
}
