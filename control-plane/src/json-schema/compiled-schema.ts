import { dereference, validate, type OutputUnit, type Schema } from "@cfworker/json-schema";
import type { JsonObject } from "kedge/contract";
import { invalidRequest } from "../errors.js";
import { TimeLimitError, underTimeLimit } from "./under-time-limit.js";

const DRAFT = "2020-12";

/** A schema whose references are resolved. It keeps, and marks, the document that it is given. */
export class CompiledSchema {
  readonly #schema: Schema;
  readonly #lookup: ReturnType<typeof dereference>;

  constructor(schema: JsonObject) {
    this.#schema = schema;
    this.#lookup = usable(() => dereference(schema));
  }

  /** Every keyword that the values fail, outer ones before those inside them. */
  check(values: unknown): OutputUnit[] {
    const isFirstEnough = false;
    return usable(() => validate(values, this.#schema, DRAFT, this.#lookup, isFirstEnough).errors);
  }

  /** What a keyword says, by the way that led to it: `#/properties/a/$ref/type`. */
  valueAt(keywordLocation: string): unknown {
    let value: unknown = this.#schema;
    for (const key of pointer(keywordLocation)) {
      const schema = value as Schema;
      value = key === "$ref" ? this.#lookup[schema.__absolute_ref__ ?? schema.$ref!] : schema[key];
    }
    return value;
  }
}

/** The steps of a JSON pointer in a URI fragment. */
export function pointer(location: string): string[] {
  return location
    .split("/")
    .slice(1)
    .map((step) => decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~"));
}

/** Nobody has said yet that the schema is one: whatever goes wrong while it is followed is its author's mistake. */
function usable<T>(work: () => T): T {
  try {
    return underTimeLimit(work);
  } catch (error) {
    throw invalidRequest(`Invalid schema: ${reasonOf(error)}`);
  }
}

function reasonOf(error: unknown): string {
  if (error instanceof TimeLimitError) return `checking values against it ${error.message}`;
  if (error instanceof RangeError) return "Unable to validate schema with circular references.";
  const message = error instanceof Error ? error.message : String(error);
  // The validator goes on to list every address it knows, under a base address of its own.
  return message.split(/\s+Absolute URI|\nKnown schemas/)[0]!;
}
