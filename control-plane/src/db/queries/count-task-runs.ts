import { sql } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { taskRunsWhere } from "../filters/task-runs-where.js";
import { runComposed } from "../run-composed.js";
import { taskRun } from "../schema/task-run.js";

export async function countTaskRuns(
  client: Sql,
  params: { workspaceId: string; filters: RelatedFilters },
): Promise<number> {
  const rows = await runComposed<{ count: number }>(
    client,
    sql`select count(*)::int as count from ${taskRun} where ${taskRunsWhere(params.workspaceId, params.filters)}`,
  );
  return rows[0]!.count;
}
