import { z } from "zod";
import { Id, Timestamp } from "./primitives.js";

export const WorkerStatus = { ONLINE: "ONLINE", OFFLINE: "OFFLINE" } as const;
export type WorkerStatus = (typeof WorkerStatus)[keyof typeof WorkerStatus];

/** A program that starts runs, by the name that it gives itself in its pool. */
export const Worker = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    work_pool_id: Id,
    last_heartbeat_time: Timestamp.nullable(),
    /** Offline after three of them in silence; null: 30. Kedge's own workers hold a session instead. */
    heartbeat_interval_seconds: z.number().int().nullable(),
    status: z.enum(WorkerStatus),
    /** Why it takes no runs at present though it is there, such as a full disk; null: it takes them. */
    trouble: z.string().nullable().default(null),
  })
  .meta({ id: "Worker" });
export type Worker = z.output<typeof Worker>;
