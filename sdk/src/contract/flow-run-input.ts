import { z } from "zod";
import { Id, orDefault, Timestamp } from "./primitives.js";

/** What a value is sent under: letters, digits, dashes and underscores. */
export const InputKey = z
  .string()
  .min(1)
  .max(500)
  .regex(/^[A-Za-z0-9_-]+$/, "must only contain letters, digits, dashes and underscores");

/** The largest value, in bytes. */
export const MAX_INPUT_BYTES = 524_288;

export const FlowRunInputCreate = z
  .object({
    key: InputKey,
    value: z.string().refine((value) => Buffer.byteLength(value) <= MAX_INPUT_BYTES, {
      message: `must be at most ${MAX_INPUT_BYTES} bytes; send a reference to the data instead`,
    }),
    /** Whom an answer would go to: `prefect.flow-run.<id>`. */
    sender: z.string().nullish(),
  })
  .meta({ id: "FlowRunInputCreate" });
export type FlowRunInputCreate = z.output<typeof FlowRunInputCreate>;

export const FlowRunInputFilter = z
  .object({
    prefix: z.string(),
    limit: orDefault(z.number().int().min(0).max(200), () => 1),
    exclude_keys: orDefault(z.array(z.string()), () => []),
  })
  .meta({ id: "FlowRunInputFilter" });
export type FlowRunInputFilter = z.output<typeof FlowRunInputFilter>;

/** A value that was sent to a run; it is JSON by convention, and opaque to the plane. */
export const FlowRunInput = z
  .object({
    id: Id,
    created: Timestamp,
    updated: Timestamp,
    flow_run_id: Id,
    key: z.string(),
    value: z.string(),
    sender: z.string().nullable(),
  })
  .meta({ id: "FlowRunInput" });
export type FlowRunInput = z.output<typeof FlowRunInput>;
