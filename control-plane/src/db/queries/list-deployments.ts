import { sql } from "drizzle-orm";
import type { DeploymentSort, RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { deploymentsWhere } from "../filters/deployments-where.js";
import type { DeploymentRow } from "../rows/deployment-row.js";
import { runComposed } from "../run-composed.js";
import { deployment } from "../schema/deployment.js";
import { deploymentOrder } from "../sorts/deployment-sort.js";

export interface ListDeploymentsParams {
  workspaceId: string;
  filters: RelatedFilters;
  sort: DeploymentSort;
  limit: number;
  offset: number;
}

/** Readiness is that of the pool: a worker's session on it lives. */
export async function listDeployments(client: Sql, params: ListDeploymentsParams): Promise<DeploymentRow[]> {
  return await runComposed<DeploymentRow>(
    client,
    sql`
      select ${deployment}.*, f.name as flow_name, p.name as work_pool_name,
        deployment_schedules(${deployment.workspace_id}, ${deployment.id}) as schedules,
        exists (select 1 from worker_session s
                where s.workspace_id = ${deployment.workspace_id} and s.work_pool_id = ${deployment.work_pool_id}
                  and s.expires_at > clock_timestamp()) as is_ready
      from ${deployment}
      join flow f on f.workspace_id = ${deployment.workspace_id} and f.id = ${deployment.flow_id}
      left join work_pool p on p.workspace_id = ${deployment.workspace_id} and p.id = ${deployment.work_pool_id}
      where ${deploymentsWhere(params.workspaceId, params.filters)}
      order by ${deploymentOrder[params.sort]}
      limit ${params.limit} offset ${params.offset}`,
  );
}
