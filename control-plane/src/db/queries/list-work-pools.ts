import { sql } from "drizzle-orm";
import type { WorkPoolFilter } from "kedge/contract";
import type { Sql } from "../connect.js";
import { allOf } from "../filters/combine.js";
import { workPoolCondition } from "../filters/work-pool-filter.js";
import type { WorkPoolRow } from "../rows/work-pool-row.js";
import { runComposed } from "../run-composed.js";
import { workPool } from "../schema/work-pool.js";

export interface ListWorkPoolsParams {
  readonly workspaceId: string;
  readonly filter: WorkPoolFilter | null;
  readonly limit: number;
  readonly offset: number;
}

/** Pools by name, with their status and the slots that are held. */
export async function listWorkPools(client: Sql, params: ListWorkPoolsParams): Promise<WorkPoolRow[]> {
  return await runComposed<WorkPoolRow>(
    client,
    sql`
      select ${workPool}.*, current_status(${workPool}) as status, slots_in_use(${workPool}) as active_slots
      from ${workPool} where ${poolsWhere(params)}
      order by ${workPool.name} limit ${params.limit} offset ${params.offset}`,
  );
}

export async function countWorkPools(
  client: Sql,
  params: Pick<ListWorkPoolsParams, "workspaceId" | "filter">,
): Promise<number> {
  const [row] = await runComposed<{ count: number }>(
    client,
    sql`select count(*)::int as count from ${workPool} where ${poolsWhere(params)}`,
  );
  return row!.count;
}

function poolsWhere({ workspaceId, filter }: Pick<ListWorkPoolsParams, "workspaceId" | "filter">) {
  return allOf(sql`${workPool.workspace_id} = ${workspaceId}`, filter && workPoolCondition(filter));
}
