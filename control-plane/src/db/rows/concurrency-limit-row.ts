import type { ConcurrencyLimit } from "kedge/contract";

/** Of a limit named `c`, as the wire has them. */
export const LIMIT_COLUMNS = `c.id, c.created, c.updated, c.name, c.slot_limit as "limit", c.active,
  slots_in_use(c) as active_slots, 0 as denied_slots, c.slot_decay_per_second,
  c.slot_occupancy_seconds as avg_slot_occupancy_seconds`;

export type ConcurrencyLimitRow = ConcurrencyLimit;
