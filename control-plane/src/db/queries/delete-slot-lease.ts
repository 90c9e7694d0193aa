import type { Sql } from "../connect.js";

/** Gives the slots of a lease back, and learns how long they were held. An unknown lease holds nothing. */
export async function deleteSlotLease(
  sql: Sql,
  { workspaceId, leaseId }: { workspaceId: string; leaseId: string },
): Promise<void> {
  await sql`
    with released as (
      delete from slot_lease where workspace_id = ${workspaceId} and id = ${leaseId}
      returning workspace_id, concurrency_limit_id, extract(epoch from clock_timestamp() - taken)::float8 as seconds
    )
    update concurrency_limit c
    set slot_occupancy_seconds = c.slot_occupancy_seconds
      + (r.seconds - c.slot_occupancy_seconds) / greatest(2 * c.slot_limit, 1)
    from released r where c.workspace_id = r.workspace_id and c.id = r.concurrency_limit_id`;
}
