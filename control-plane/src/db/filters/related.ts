import { sql, type SQL, type SQLWrapper } from "drizzle-orm";
import type { DeploymentFilter, FlowFilter, TaskRunFilter, WorkPoolFilter, WorkQueueFilter } from "kedge/contract";
import { deployment } from "../schema/deployment.js";
import { flow } from "../schema/flow.js";
import { flowRun } from "../schema/flow-run.js";
import { taskRun } from "../schema/task-run.js";
import { workPool } from "../schema/work-pool.js";
import { workQueue } from "../schema/work-queue.js";
import { deploymentCondition } from "./deployment-filter.js";
import { flowCondition } from "./flow-filter.js";
import { taskRunCondition } from "./task-run-filter.js";
import { workPoolCondition } from "./work-pool-filter.js";
import { workQueueCondition } from "./work-queue-filter.js";

/*
 * A filter on a related row means that such a row exists, so a filter without criteria asks for any: `deployments: {}`
 * finds the runs that have a deployment. Each subquery stays in the workspace of the row outside it.
 */

type Maybe<T> = T | null | undefined;

/** A flow run or a deployment. */
interface Owned {
  readonly workspace_id: SQLWrapper;
  readonly flow_id: SQLWrapper;
  readonly work_pool_id: SQLWrapper;
  readonly work_queue_id: SQLWrapper;
}

export function ofFlow(row: Owned, filter: Maybe<FlowFilter>): SQL | null {
  if (filter == null) return null;
  return sql`exists (
    select from ${flow}
    where ${flow.workspace_id} = ${row.workspace_id} and ${flow.id} = ${row.flow_id} and ${flowCondition(filter)})`;
}

export function onWorkPool(row: Owned, filter: Maybe<WorkPoolFilter>): SQL | null {
  if (filter == null) return null;
  return sql`exists (
    select from ${workPool}
    where ${workPool.workspace_id} = ${row.workspace_id} and ${workPool.id} = ${row.work_pool_id}
      and ${workPoolCondition(filter)})`;
}

export function onWorkQueue(row: Owned, filter: Maybe<WorkQueueFilter>): SQL | null {
  if (filter == null) return null;
  return sql`exists (
    select from ${workQueue}
    where ${workQueue.workspace_id} = ${row.workspace_id} and ${workQueue.id} = ${row.work_queue_id}
      and ${workQueueCondition(filter)})`;
}

/** On a flow run. */
export function ofDeployment(filter: Maybe<DeploymentFilter>): SQL | null {
  if (filter == null) return null;
  return sql`exists (
    select from ${deployment}
    where ${deployment.workspace_id} = ${flowRun.workspace_id} and ${deployment.id} = ${flowRun.deployment_id}
      and ${deploymentCondition(filter)})`;
}

/** On a flow run. */
export function hasTaskRun(filter: Maybe<TaskRunFilter>): SQL | null {
  if (filter == null) return null;
  return sql`exists (
    select from ${taskRun}
    where ${taskRun.workspace_id} = ${flowRun.workspace_id} and ${taskRun.flow_run_id} = ${flowRun.id}
      and ${taskRunCondition(filter)})`;
}
