import { z } from "zod";
import { orDefault } from "./primitives.js";

/** The most rows that one request answers with, and the default. */
export const MAX_LIMIT = 200;

export const limit = orDefault(
  z
    .number()
    .int()
    .min(0, "Invalid limit: must be greater than or equal to 0.")
    .max(MAX_LIMIT, `Invalid limit: must be less than or equal to ${MAX_LIMIT}.`),
  () => MAX_LIMIT,
);
export const offset = orDefault(z.number().int().min(0), () => 0);
export const page = orDefault(z.number().int().min(1), () => 1);

/** One page: `pages` is ceil(count / limit), 0 when limit is 0. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({
    results: z.array(item),
    count: z.number().int(),
    limit: z.number().int(),
    pages: z.number().int(),
    page: z.number().int(),
  });
}
