import { sql } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { flowsWhere } from "../filters/flows-where.js";
import { runComposed } from "../run-composed.js";
import { flow } from "../schema/flow.js";

export async function countFlows(
  client: Sql,
  params: { workspaceId: string; filters: RelatedFilters },
): Promise<number> {
  const rows = await runComposed<{ count: number }>(
    client,
    sql`select count(*)::int as count from ${flow} where ${flowsWhere(params.workspaceId, params.filters)}`,
  );
  return rows[0]!.count;
}
