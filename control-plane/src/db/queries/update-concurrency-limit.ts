import type { ConcurrencyLimitUpdate } from "kedge/contract";
import type { Sql } from "../connect.js";

/** Only what is not null changes. Told to have no slots in use, a limit forgets those that no run holds. */
export async function updateConcurrencyLimit(
  sql: Sql,
  params: ConcurrencyLimitUpdate & { workspaceId: string; id: string },
): Promise<void> {
  await sql`
    with forgotten as (
      delete from slot_lease
      where workspace_id = ${params.workspaceId} and concurrency_limit_id = ${params.id}
        and ${String(params.active_slots === 0)}::text::boolean
    )
    update concurrency_limit set
      name = coalesce(${params.name ?? null}, name),
      slot_limit = coalesce(${params.limit ?? null}, slot_limit),
      active = coalesce(${params.active ?? null}, active),
      slot_decay_per_second = coalesce(${params.slot_decay_per_second ?? null}::float8, slot_decay_per_second),
      drained_at = case when ${String(params.active_slots === 0)}::text::boolean then null else drained_at end,
      updated = clock_timestamp()
    where workspace_id = ${params.workspaceId} and id = ${params.id}`;
}
