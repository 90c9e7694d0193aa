import type { Connection } from "../connect.js";

export interface InsertSlotLeasesParams {
  readonly workspaceId: string;
  readonly leaseId: string;
  /** Of limits that the caller has locked. */
  readonly limitIds: readonly string[];
  readonly slots: number;
  readonly seconds: number;
  readonly holder: { readonly type: string; readonly id: string } | null;
}

/**
 * Takes slots of every limit, or of none when one of them has too few: how many it took of tells. Slots that come back by
 * themselves are a level that rises with what is taken and falls with time, kept as the instant at which it reaches zero.
 */
export async function insertSlotLeases(transaction: Connection, params: InsertSlotLeasesParams): Promise<number> {
  const [row] = await transaction<[{ taken: number }]>`
    with wanted as materialized (
      select c.workspace_id, c.id, c.slot_decay_per_second, slots_in_use(c) + ${params.slots}::int <= c.slot_limit as fits
      from concurrency_limit c
      where c.workspace_id = ${params.workspaceId} and c.id = any(${params.limitIds}::uuid[])
    ),
    taken as (select * from wanted where (select bool_and(fits) from wanted)),
    leased as (
      insert into slot_lease (workspace_id, id, concurrency_limit_id, slots, holder_type, holder_id, expires_at)
      select workspace_id, ${params.leaseId}, id, ${params.slots}, ${params.holder?.type ?? null},
             ${params.holder?.id ?? null}::uuid, clock_timestamp() + make_interval(secs => ${params.seconds})
      from taken where slot_decay_per_second = 0
    ),
    filled as (
      update concurrency_limit c
      set drained_at = greatest(c.drained_at, clock_timestamp())
        + make_interval(secs => ${params.slots}::float8 / t.slot_decay_per_second)
      from taken t
      where t.slot_decay_per_second > 0 and c.workspace_id = t.workspace_id and c.id = t.id
    )
    select count(*)::int as taken from taken`;
  return row.taken;
}
