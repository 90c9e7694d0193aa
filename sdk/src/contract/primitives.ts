import { z } from "zod";
import { canonicalTimestamp } from "./timestamp.js";

/** Any RFC 9562 UUID; lower-cased, so that equal ids compare equal as strings. */
export const Id = z.guid().toLowerCase();
export type Id = string;

/**
 * An instant, as ISO 8601 in UTC with microseconds (`2026-01-02T03:04:05.678901Z`).
 * Input may use a space for `T`, any offset, fewer digits, or no offset (then UTC); output is always canonical.
 */
export const Timestamp = z
  .string()
  .transform((text, context) => {
    const canonical = canonicalTimestamp(text);
    if (canonical === null) {
      context.issues.push({ code: "custom", input: text, message: "expected an ISO 8601 date and time" });
      return z.NEVER;
    }
    return canonical;
  })
  .meta({ override: { type: "string", format: "date-time" } });
export type Timestamp = string;

/** Free-form JSON object: keys are strings, values are opaque to the plane. */
export const JsonObject = z.record(z.string(), z.unknown());
export type JsonObject = Record<string, unknown>;

export const Tags = z.array(z.string());

/** Labels are flat: a key to a string, number or boolean. */
export const Labels = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));
export type Labels = z.infer<typeof Labels>;

/** Prefect's banned characters, refused in every name that ends up in a URL or a template. */
const BANNED_IN_NAMES = /[/%&><]/;

export const Name = z
  .string()
  .min(1)
  .refine((name) => !BANNED_IN_NAMES.test(name), { message: "must not contain any of / % & > <" });

/** `null` and absence both mean the default: clients send explicit nulls for every defaulted body field. */
export function orDefault<S extends z.ZodType>(schema: S, fallback: () => z.output<S>) {
  return schema.nullish().transform((value): z.output<S> => value ?? fallback());
}
