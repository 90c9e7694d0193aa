import { sql } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { flowRunsWhere } from "../filters/flow-runs-where.js";
import { runComposed } from "../run-composed.js";
import { flowRun } from "../schema/flow-run.js";

export async function countFlowRuns(
  client: Sql,
  params: { workspaceId: string; filters: RelatedFilters },
): Promise<number> {
  const rows = await runComposed<{ count: number }>(
    client,
    sql`select count(*)::int as count from ${flowRun} where ${flowRunsWhere(params.workspaceId, params.filters)}`,
  );
  return rows[0]!.count;
}
