import type { Connection } from "../connect.js";

export interface NamedLimit {
  readonly id: string;
  readonly name: string;
  readonly slot_limit: number;
  readonly slot_decay_per_second: number;
  readonly slot_occupancy_seconds: number;
}

/** The active limits of these names, locked in id order: until the end of the transaction nobody else takes their slots. */
export async function lockNamedLimits(
  transaction: Connection,
  { workspaceId, names }: { workspaceId: string; names: readonly string[] },
): Promise<NamedLimit[]> {
  return transaction<NamedLimit[]>`
    select c.id, c.name, c.slot_limit, c.slot_decay_per_second, c.slot_occupancy_seconds
    from concurrency_limit c
    where c.workspace_id = ${workspaceId} and c.name = any(${names}::text[]) and c.active
    order by c.id for no key update`;
}
