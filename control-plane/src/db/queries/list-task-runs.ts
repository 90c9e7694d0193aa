import { sql } from "drizzle-orm";
import type { RelatedFilters, TaskRunSort } from "kedge/contract";
import type { Sql } from "../connect.js";
import { taskRunsWhere } from "../filters/task-runs-where.js";
import type { TaskRunRow } from "../rows/task-run-row.js";
import { runComposed } from "../run-composed.js";
import { taskRun } from "../schema/task-run.js";
import { taskRunOrder } from "../sorts/task-run-sort.js";

export interface ListTaskRunsParams {
  workspaceId: string;
  filters: RelatedFilters;
  sort: TaskRunSort;
  limit: number;
  offset: number;
}

export async function listTaskRuns(client: Sql, params: ListTaskRunsParams): Promise<TaskRunRow[]> {
  return await runComposed<TaskRunRow>(
    client,
    sql`
      select ${taskRun}.* from ${taskRun}
      where ${taskRunsWhere(params.workspaceId, params.filters)}
      order by ${taskRunOrder[params.sort]}
      limit ${params.limit} offset ${params.offset}`,
  );
}
