import { DeploymentFilter } from "./deployment-filter.js";
import { FlowFilter } from "./flow-filter.js";
import { FlowRunFilter } from "./flow-run-filter.js";
import { TaskRunFilter } from "./task-run-filter.js";
import { WorkPoolFilter, WorkQueueFilter } from "./work-pool-filter.js";

/** A list is narrowed by filters on related rows: each means that such a row exists; all of them are ANDed. */
export const relatedFilters = {
  flows: FlowFilter.nullish(),
  flow_runs: FlowRunFilter.nullish(),
  task_runs: TaskRunFilter.nullish(),
  deployments: DeploymentFilter.nullish(),
  work_pools: WorkPoolFilter.nullish(),
  work_pool_queues: WorkQueueFilter.nullish(),
};

export interface RelatedFilters {
  flows?: FlowFilter | null | undefined;
  flow_runs?: FlowRunFilter | null | undefined;
  task_runs?: TaskRunFilter | null | undefined;
  deployments?: DeploymentFilter | null | undefined;
  work_pools?: WorkPoolFilter | null | undefined;
  work_pool_queues?: WorkQueueFilter | null | undefined;
}
