import { sql } from "drizzle-orm";
import type { RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { deploymentsWhere } from "../filters/deployments-where.js";
import { runComposed } from "../run-composed.js";
import { deployment } from "../schema/deployment.js";

export async function countDeployments(
  client: Sql,
  { workspaceId, filters }: { workspaceId: string; filters: RelatedFilters },
): Promise<number> {
  const rows = await runComposed<{ count: number }>(
    client,
    sql`select count(*)::int as count from ${deployment} where ${deploymentsWhere(workspaceId, filters)}`,
  );
  return rows[0]!.count;
}
