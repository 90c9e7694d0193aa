import type { Connection } from "../connect.js";
import { detachRuns } from "./detach-runs.js";

/** Deletes a queue other than its pool's default; false when there is none. Its runs and deployments stay, without a queue. */
export async function deleteWorkQueue(
  sql: Connection,
  params: { readonly workspaceId: string; readonly id: string },
): Promise<boolean> {
  const rows = await sql`
    with gone_queue as (
      delete from work_queue q
      where q.workspace_id = ${params.workspaceId} and q.id = ${params.id} and not exists (
        select from work_pool p where p.workspace_id = q.workspace_id and p.default_queue_id = q.id)
      returning q.workspace_id, q.id
    ),
    ${detachRuns(sql)}
    select from gone_queue`;
  return rows.length > 0;
}
