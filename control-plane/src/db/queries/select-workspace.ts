import type { Connection } from "../connect.js";

/** Whether an account has this workspace. */
export async function isWorkspaceOf(
  sql: Connection,
  params: { accountId: string; workspaceId: string },
): Promise<boolean> {
  const rows = await sql`
    select 1 from workspace where id = ${params.workspaceId} and account_id = ${params.accountId}`;
  return rows.length > 0;
}
