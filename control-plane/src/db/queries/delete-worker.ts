import type { Connection } from "../connect.js";

/** Forgets a worker; false when the pool knows none of that name. */
export async function deleteWorker(
  sql: Connection,
  params: { readonly workspaceId: string; readonly poolId: string; readonly name: string },
): Promise<boolean> {
  const rows = await sql`
    delete from worker
    where workspace_id = ${params.workspaceId} and work_pool_id = ${params.poolId} and name = ${params.name}
    returning id`;
  return rows.length > 0;
}
