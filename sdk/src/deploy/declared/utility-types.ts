import type { TSType } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import { keysOf, literalOf } from "./literal-types.js";
import { isWrittenOut, objectSchema, propertiesOf, requiredOf } from "./object-schema.js";
import type { Reading, Scope } from "./reading.js";

type Utility = (given: readonly TSType[], scope: Scope, reading: Reading) => JsonObject | undefined;

/** TypeScript's own generic types, as far as JSON can hold what they make. */
export const UTILITY_TYPES: ReadonlyMap<string, Utility> = new Map<string, Utility>([
  ["Array", arrayOf],
  ["ReadonlyArray", arrayOf],
  ["Readonly", same],
  ["NonNullable", same],
  ["Awaited", same],
  ["Record", recordOf],
  ["Partial", (given, scope, reading) => changed(given[0], scope, reading, (all) => ({ kept: all, required: [] }))],
  ["Required", (given, scope, reading) => changed(given[0], scope, reading, (all) => ({ kept: all, required: all }))],
  ["Pick", (given, scope, reading) => narrowed(given, scope, reading, (name, keys) => keys.includes(name))],
  ["Omit", (given, scope, reading) => narrowed(given, scope, reading, (name, keys) => !keys.includes(name))],
]);

function arrayOf([item]: readonly TSType[], scope: Scope, reading: Reading): JsonObject {
  return { type: "array", ...(item && { items: reading.schemaOf(item, scope) }) };
}

function same([type]: readonly TSType[], scope: Scope, reading: Reading): JsonObject | undefined {
  return type && reading.schemaOf(type, scope);
}

function recordOf([key, value]: readonly TSType[], scope: Scope, reading: Reading): JsonObject | undefined {
  if (!key || !value) return undefined;
  const item = reading.schemaOf(value, scope);
  const names = literalOf(key, scope)?.map(String);
  if (names) return objectSchema(Object.fromEntries(names.map((name) => [name, item])), names);
  return objectSchema({}, [], Object.keys(item).length > 0 ? item : undefined);
}

interface Choice {
  readonly kept: readonly string[];
  readonly required: readonly string[];
}

function changed(
  type: TSType | undefined,
  scope: Scope,
  reading: Reading,
  choose: (all: readonly string[], required: readonly string[]) => Choice,
): JsonObject | undefined {
  const schema = type && reading.schemaOf(type, scope);
  if (!schema || !isWrittenOut(schema)) return schema;
  const properties = propertiesOf(schema);
  const { kept, required } = choose(Object.keys(properties), requiredOf(schema));
  return objectSchema(Object.fromEntries(kept.map((name) => [name, properties[name]!])), required);
}

function narrowed(
  [type, names]: readonly TSType[],
  scope: Scope,
  reading: Reading,
  isKept: (name: string, keys: readonly string[]) => boolean,
): JsonObject | undefined {
  const keys = names && (literalOf(names, scope)?.map(String) ?? keysOf({ type: names, scope }));
  if (!keys) return undefined;
  return changed(type, scope, reading, (all, required) => ({
    kept: all.filter((name) => isKept(name, keys)),
    required: required.filter((name) => isKept(name, keys)),
  }));
}
