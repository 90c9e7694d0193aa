import { z } from "zod";
import { Id, Timestamp } from "./primitives.js";

/** `level` follows Python's logging: 10 debug, 20 info, 30 warning, 40 error, 50 critical. */
export const LogCreate = z
  .strictObject({
    name: z.string(),
    level: z.int32(),
    message: z.string(),
    timestamp: Timestamp,
    flow_run_id: Id.nullish(),
    task_run_id: Id.nullish(),
  })
  .meta({ id: "LogCreate" });
export type LogCreate = z.output<typeof LogCreate>;

export const LogLevel = { DEBUG: 10, INFO: 20, WARNING: 30, ERROR: 40, CRITICAL: 50 } as const;

export const Log = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    name: z.string(),
    level: z.number().int(),
    message: z.string(),
    timestamp: Timestamp,
    flow_run_id: Id.nullable(),
    task_run_id: Id.nullable(),
  })
  .meta({ id: "Log" });
export type Log = z.output<typeof Log>;
