import type { Labels } from "kedge/contract";
import type { Sql } from "../connect.js";

/** Merged by the database, so that two merges at once both count. False: the fence is stale, or there is no such run. */
export async function mergeFlowRunLabels(
  sql: Sql,
  params: { workspaceId: string; id: string; fence: string | null; labels: Labels },
): Promise<boolean> {
  const updated = await sql`
    update flow_run set labels = labels || ${JSON.stringify(params.labels)}::jsonb, updated = clock_timestamp()
    where workspace_id = ${params.workspaceId} and id = ${params.id}
      and not is_stale_fence(${params.fence}, fence_owner(flow_run), current_fence(flow_run))`;
  return updated.count > 0;
}
