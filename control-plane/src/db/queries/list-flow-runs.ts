import { sql } from "drizzle-orm";
import type { FlowRunSort, RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { flowRunsWhere } from "../filters/flow-runs-where.js";
import type { FlowRunWithPool } from "../rows/flow-run-row.js";
import { runComposed } from "../run-composed.js";
import { flowRun } from "../schema/flow-run.js";
import { workPool } from "../schema/work-pool.js";
import { flowRunOrder } from "../sorts/flow-run-sort.js";

export interface ListFlowRunsParams {
  workspaceId: string;
  filters: RelatedFilters;
  sort: FlowRunSort;
  limit: number;
  offset: number;
}

/** The pool's name is looked up for the rows of the page only: a join would be made before sorting and cutting. */
export async function listFlowRuns(client: Sql, params: ListFlowRunsParams): Promise<FlowRunWithPool[]> {
  return await runComposed<FlowRunWithPool>(
    client,
    sql`
      select ${flowRun}.*, (
        select ${workPool.name} from ${workPool}
        where ${workPool.workspace_id} = ${flowRun.workspace_id} and ${workPool.id} = ${flowRun.work_pool_id}
      ) as work_pool_name
      from ${flowRun}
      where ${flowRunsWhere(params.workspaceId, params.filters)}
      order by ${flowRunOrder[params.sort]}
      limit ${params.limit} offset ${params.offset}`,
  );
}
