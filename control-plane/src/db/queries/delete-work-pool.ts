import type { Connection } from "../connect.js";
import { detachRuns } from "./detach-runs.js";

/** Deletes a pool with its queues and workers; false when there is no such pool. Its runs and deployments stay, without a pool. */
export async function deleteWorkPool(
  sql: Connection,
  params: { readonly workspaceId: string; readonly id: string },
): Promise<boolean> {
  const rows = await sql`
    with gone_queue as materialized (
      select workspace_id, id from work_queue
      where workspace_id = ${params.workspaceId} and work_pool_id = ${params.id}
    ),
    ${detachRuns(sql)},
    gone as (
      delete from work_pool where workspace_id = ${params.workspaceId} and id = ${params.id} returning id
    )
    select id from gone`;
  return rows.length > 0;
}
