import type { TakenLimit } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface DeleteSlotsParams {
  readonly workspaceId: string;
  readonly names: readonly string[];
  readonly slots: number;
  /** How long they were held, as their holder says; null when it doesn't. */
  readonly occupancySeconds: number | null;
}

/** Gives back slots that were taken without a lease, the oldest first: whose they are nobody has said. */
export async function deleteSlots(sql: Sql, params: DeleteSlotsParams): Promise<TakenLimit[]> {
  return sql<TakenLimit[]>`
    with named as (
      select c.workspace_id, c.id, c.name, c.slot_limit from concurrency_limit c
      where c.workspace_id = ${params.workspaceId} and c.name = any(${params.names}::text[])
    ),
    counted as (
      select s.workspace_id, s.id, s.concurrency_limit_id,
             sum(s.slots) over (partition by s.concurrency_limit_id order by s.taken, s.id) as total
      from named n join slot_lease s on s.workspace_id = n.workspace_id and s.concurrency_limit_id = n.id
      where s.holder_type is null
    ),
    released as (
      delete from slot_lease s using counted c
      where s.workspace_id = c.workspace_id and s.id = c.id and s.concurrency_limit_id = c.concurrency_limit_id
        and c.total <= ${params.slots}
    ),
    learnt as (
      update concurrency_limit c
      set slot_occupancy_seconds = c.slot_occupancy_seconds
        + (${params.occupancySeconds}::float8 - c.slot_occupancy_seconds) / greatest(2 * c.slot_limit, 1)
      from named n
      where ${params.occupancySeconds}::float8 is not null and c.workspace_id = n.workspace_id and c.id = n.id
    )
    select id, name, slot_limit as "limit" from named order by name`;
}
