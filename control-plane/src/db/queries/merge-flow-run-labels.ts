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
      ${params.fence === null ? sql`` : sql`and fence_epoch || '.' || fence_counter = ${params.fence}`}`;
  return updated.count > 0;
}
