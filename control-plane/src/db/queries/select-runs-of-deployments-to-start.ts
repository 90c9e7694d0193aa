import type { Connection } from "../connect.js";
import type { FlowRunWithPool } from "../rows/flow-run-row.js";

export interface SelectRunsOfDeploymentsToStartParams {
  readonly workspaceId: string;
  readonly deploymentIds: readonly string[];
  readonly before: string;
  readonly limit: number;
}

/**
 * Runs of deployments that wait for their start, soonest first, with the names of their pools. Deployment by deployment,
 * so that each is read off its index as far as the answer can reach.
 */
export async function selectRunsOfDeploymentsToStart(
  sql: Connection,
  { workspaceId, deploymentIds, before, limit }: SelectRunsOfDeploymentsToStartParams,
): Promise<FlowRunWithPool[]> {
  return sql<FlowRunWithPool[]>`
    select r.*, p.name as work_pool_name
    from unnest(${deploymentIds as string[]}::uuid[]) as asked(id)
    cross join lateral (
      select * from flow_run
      where workspace_id = ${workspaceId} and deployment_id = asked.id and state_type = 'SCHEDULED'
        and next_scheduled_start_time <= ${before}::timestamptz and not is_missed(flow_run)
      order by next_scheduled_start_time limit ${limit}
    ) r
    left join work_pool p on p.workspace_id = r.workspace_id and p.id = r.work_pool_id
    order by r.next_scheduled_start_time, r.id limit ${limit}`;
}
