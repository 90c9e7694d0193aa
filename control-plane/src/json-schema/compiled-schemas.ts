import type { JsonObject } from "kedge/contract";
import { CompiledSchema } from "./compiled-schema.js";
import { allowWhatPydanticMeant } from "./pydantic-allowances.js";
import { withoutRequired } from "./without-required.js";

export interface CompileOptions {
  readonly ignoreRequired: boolean;
  readonly nullDespiteDefault: boolean;
}

/** Deployments that start runs at the same time are few; each of these holds a few kilobytes. */
const MOST_KEPT = 256;
/** A schema this large is made anew each time, so that what is kept stays within some tens of megabytes. */
const MOST_CHARACTERS = 65_536;

/** By the text of the schema, for every read of a row makes a new object of it. The one that was used longest ago goes first. */
const kept = new Map<string, CompiledSchema>();

export function compiled(schema: JsonObject, options: CompileOptions): CompiledSchema {
  const text = JSON.stringify(schema);
  const key = `${options.ignoreRequired ? "o" : "r"}${options.nullDespiteDefault ? "n" : "d"}${text}`;
  const known = kept.get(key);
  kept.delete(key);
  const result = known ?? compile(text, options);
  if (key.length <= MOST_CHARACTERS) kept.set(key, result);
  if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value!);
  return result;
}

function compile(text: string, { ignoreRequired, nullDespiteDefault }: CompileOptions): CompiledSchema {
  const schema = JSON.parse(text) as JsonObject;
  allowWhatPydanticMeant(schema, { nullDespiteDefault });
  return new CompiledSchema(ignoreRequired ? (withoutRequired(schema) as JsonObject) : schema);
}
