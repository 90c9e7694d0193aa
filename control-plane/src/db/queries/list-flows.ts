import { sql } from "drizzle-orm";
import type { Flow, FlowSort, RelatedFilters } from "kedge/contract";
import type { Sql } from "../connect.js";
import { flowsWhere } from "../filters/flows-where.js";
import { runComposed } from "../run-composed.js";
import { flow } from "../schema/flow.js";
import { flowOrder } from "../sorts/flow-sort.js";

export interface ListFlowsParams {
  workspaceId: string;
  filters: RelatedFilters;
  sort: FlowSort;
  limit: number;
  offset: number;
}

export async function listFlows(client: Sql, params: ListFlowsParams): Promise<Flow[]> {
  return await runComposed<Flow>(
    client,
    sql`
      select id, created, updated, name, tags, labels from ${flow}
      where ${flowsWhere(params.workspaceId, params.filters)}
      order by ${flowOrder[params.sort]}
      limit ${params.limit} offset ${params.offset}`,
  );
}
