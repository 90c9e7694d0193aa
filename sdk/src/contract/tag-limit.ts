import { z } from "zod";
import { Id, Timestamp } from "./primitives.js";

/** How many task runs with a tag may run at once: the limit named `tag:<tag>`, as older Prefect clients speak of it. */
export const TagLimitCreate = z
  .strictObject({ tag: z.string().min(1), concurrency_limit: z.number().int().min(0) })
  .meta({ id: "TagLimitCreate" });
export type TagLimitCreate = z.output<typeof TagLimitCreate>;

export const TagLimit = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    tag: z.string(),
    concurrency_limit: z.number().int(),
    /** The task runs that hold its slots now. */
    active_slots: z.array(Id),
  })
  .meta({ id: "TagLimit" });
export type TagLimit = z.output<typeof TagLimit>;
