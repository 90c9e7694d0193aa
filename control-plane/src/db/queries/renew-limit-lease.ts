import type { Sql } from "../connect.js";

/**
 * Keeps slots for so many seconds from now: those of a lease, or those that a stock client's run took with its claim. False
 * when the lease has ended, for its slots may have been given away.
 */
export async function renewLimitLease(
  sql: Sql,
  { workspaceId, leaseId, seconds }: { workspaceId: string; leaseId: string; seconds: number },
): Promise<boolean> {
  const [row] = await sql<[{ renewed: number }]>`
    with slots as (
      update slot_lease set expires_at = clock_timestamp() + make_interval(secs => ${seconds})
      where workspace_id = ${workspaceId} and id = ${leaseId} and expires_at > clock_timestamp()
      returning id
    ),
    claim as (
      update lease
      set expires_at = greatest(expires_at, clock_timestamp() + make_interval(secs => ${seconds})),
          renewed = clock_timestamp()
      where workspace_id = ${workspaceId} and id = ${leaseId} and session_id is null and expires_at > clock_timestamp()
      returning id
    )
    select ((select count(*) from slots) + (select count(*) from claim))::int as renewed`;
  return row.renewed > 0;
}
