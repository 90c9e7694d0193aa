import { z } from "zod";
import { Id, Name, orDefault, Timestamp } from "./primitives.js";

const slots = z.number().int().min(0);
const decay = z.number().min(0);

/** `active_slots` and `denied_slots` are taken for compatibility: slots in use are counted from leases, never set. */
export const ConcurrencyLimitCreate = z
  .strictObject({
    name: Name,
    limit: slots,
    active: orDefault(z.boolean(), () => true),
    active_slots: slots.nullish(),
    denied_slots: slots.nullish(),
    /** Slots of a rate limit come back by themselves, so many a second; 0: they come back when they are released. */
    slot_decay_per_second: orDefault(decay, () => 0),
  })
  .meta({ id: "ConcurrencyLimitCreate" });
export type ConcurrencyLimitCreate = z.output<typeof ConcurrencyLimitCreate>;

/** Only what is present changes. `active_slots: 0` gives up every slot that no run holds. */
export const ConcurrencyLimitUpdate = z
  .strictObject({
    name: Name.nullish(),
    limit: slots.nullish(),
    active: z.boolean().nullish(),
    active_slots: slots.nullish(),
    denied_slots: slots.nullish(),
    slot_decay_per_second: decay.nullish(),
  })
  .meta({ id: "ConcurrencyLimitUpdate" });
export type ConcurrencyLimitUpdate = z.output<typeof ConcurrencyLimitUpdate>;

export const ConcurrencyLimit = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    limit: slots,
    active: z.boolean(),
    /** Held now: by runs of deployments with this limit, and by leases. */
    active_slots: slots,
    denied_slots: slots,
    slot_decay_per_second: decay,
    avg_slot_occupancy_seconds: z.number(),
  })
  .meta({ id: "ConcurrencyLimit" });
export type ConcurrencyLimit = z.output<typeof ConcurrencyLimit>;

/** A limit that slots were taken of, as the takers are told of it. */
export const TakenLimit = z.object({ id: Id, name: z.string(), limit: z.number().int() }).meta({ id: "TakenLimit" });
export type TakenLimit = z.output<typeof TakenLimit>;

/** Who holds slots of a limit, and until when unless it is renewed. `id` and `name` are null of who has not said who it is. */
export const LimitHolder = z
  .object({
    type: z.string(),
    id: Id.nullable(),
    name: z.string().nullable(),
    /** The flow run itself, or the one around the task run. */
    flow_run_id: Id.nullable(),
    slots,
    since: Timestamp,
    until: Timestamp,
  })
  .meta({ id: "LimitHolder" });
export type LimitHolder = z.output<typeof LimitHolder>;
