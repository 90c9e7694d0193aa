import { z } from "zod";
import { Id, Timestamp, orDefault } from "../primitives.js";

const strings = z.array(z.string()).nullish();

/**
 * Label to pattern, or to patterns of which one has to match. `*`, `?` and `[…]` are wildcards as in file names, a leading
 * `!` negates. A label that the resource doesn't have matches nothing, not even a negated pattern.
 */
export const LabelPatterns = z.record(z.string(), z.union([z.string(), z.array(z.string())]));
export type LabelPatterns = z.output<typeof LabelPatterns>;

const RelatedCriteria = z.strictObject({
  id: strings,
  role: strings,
  resources_in_roles: z.array(z.tuple([z.string(), z.string()])).nullish(),
  labels: LabelPatterns.nullish(),
});

const AnyResourceCriteria = z.strictObject({ id: strings, id_prefix: strings, labels: LabelPatterns.nullish() });

/** One or several criteria; several have to hold together. */
function oneOrMany<S extends z.ZodType>(schema: S) {
  return z
    .union([schema, z.array(schema)])
    .nullish()
    .transform((value): z.output<S>[] => (value == null ? [] : Array.isArray(value) ? value : [value as z.output<S>]));
}

/** Which events: all parts have to hold. Empty lists are as good as absent. */
export const EventFilter = z
  .strictObject({
    occurred: z.strictObject({ since: Timestamp.nullish(), until: Timestamp.nullish() }).nullish(),
    event: z.strictObject({ prefix: strings, exclude_prefix: strings, name: strings, exclude_name: strings }).nullish(),
    resource: z
      .strictObject({
        id: strings,
        id_prefix: strings,
        labels: LabelPatterns.nullish(),
        distinct: z.boolean().nullish(),
      })
      .nullish(),
    related: oneOrMany(RelatedCriteria),
    any_resource: oneOrMany(AnyResourceCriteria),
    id: z.strictObject({ id: z.array(Id).nullish() }).nullish(),
    /** Space-separated terms, one of which must occur; `+term` must, `-term` or `!term` must not; quotes make phrases. */
    text: z.strictObject({ query: z.string().max(200) }).nullish(),
    order: orDefault(z.enum(["ASC", "DESC"]), () => "DESC" as const),
  })
  .meta({ id: "EventFilter" });
export type EventFilter = z.output<typeof EventFilter>;
