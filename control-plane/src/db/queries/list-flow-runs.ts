import { getTableColumns, sql, type SQL } from "drizzle-orm";
import type { FlowRunSort, RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { flowRunsWhere } from "../filters/flow-runs-where.js";
import { RawJson } from "../../raw-json.js";
import type { FlowRunWithPool } from "../rows/flow-run-row.js";
import { composedOnce, runComposed } from "../run-composed.js";
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

/** Opaque to the plane, and as large as users make it. */
const USER_JSON = ["parameters", "context", "job_variables", "state_data"] as const;

const COLUMNS = composedOnce(
  sql.join(
    Object.values(getTableColumns(flowRun)).map((column) =>
      USER_JSON.some((name) => name === column.name)
        ? sql`${column}::text as ${sql.identifier(column.name)}`
        : sql`${column}`,
    ),
    sql`, `,
  ),
);

/**
 * For replies: the user's own JSON comes as the text that it is. The pool's name is looked up for the rows of the page only;
 * a join would be made before sorting and cutting.
 */
export async function listFlowRuns(client: Sql, params: ListFlowRunsParams): Promise<FlowRunWithPool[]> {
  const rows = await runComposed<FlowRunWithPool>(
    client,
    sql`
      select ${COLUMNS}, (
        select ${workPool.name} from ${workPool}
        where ${workPool.workspace_id} = ${flowRun.workspace_id} and ${workPool.id} = ${flowRun.work_pool_id}
      ) as work_pool_name
      from ${flowRun} ${params.offset === 0 ? page(params) : laterPage(params)}`,
  );
  for (const row of rows) {
    for (const column of USER_JSON) {
      const text = row[column];
      if (typeof text === "string") row[column] = new RawJson(text);
    }
  }
  return rows;
}

function page({ workspaceId, filters, sort, limit, offset }: ListFlowRunsParams): SQL {
  return sql`where ${flowRunsWhere(workspaceId, filters)} order by ${flowRunOrder[sort]} limit ${limit} offset ${offset}`;
}

/**
 * Postgres puts together the rows that an offset skips as well, pool and all, so here it skips ids: 1.3 ms of its time
 * instead of 3 at row 1,000, 5 instead of 25 at row 10,000. On a first page that would cost 0.15 ms more.
 */
function laterPage(params: ListFlowRunsParams): SQL {
  return sql`
    where ${flowRun.workspace_id} = ${params.workspaceId}
      and ${flowRun.id} = any(array(select ${flowRun.id} from ${flowRun} ${page(params)}))
    order by ${flowRunOrder[params.sort]}`;
}
