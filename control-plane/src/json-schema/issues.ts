import type { OutputUnit } from "@cfworker/json-schema";
import { pointer, type CompiledSchema } from "./compiled-schema.js";
import { explain } from "./explain.js";

/** One thing wrong with a value, by its place. */
export interface SchemaIssue {
  readonly path: readonly (string | number)[];
  /** Without the place: `'x' is not of type 'integer'`. */
  readonly message: string;
}

/** What the failed keywords come to: one issue for each that is not just the sum of others. */
export function issuesOf(schema: CompiledSchema, values: unknown): SchemaIssue[] {
  const units = schema.check(values);
  const issues = leavesOf(units).map((unit) => {
    const [path, instance] = placeOf(unit.instanceLocation, values);
    return { path, message: explain(unit, instance, schema.valueAt(unit.keywordLocation), branchesOf(unit, units)) };
  });
  // Keywords that name several fields fail once for each, but say it all at once.
  return [...new Map(issues.map((issue) => [JSON.stringify(issue), issue])).values()];
}

/** Keywords that only say that something inside them failed. */
const SUMS = new Set([
  "$ref",
  "$recursiveRef",
  "properties",
  "patternProperties",
  "propertyNames",
  "dependentSchemas",
  "dependencies",
  "allOf",
  "if",
  "items",
  "prefixItems",
  "additionalItems",
]);
/** Keywords that are told as a whole: which of their branches should have matched, nobody knows. */
const CHOICES = new Set(["anyOf", "oneOf", "not", "contains"]);
/** Keywords that are told as a whole when they forbid, and are the sum of what is inside them otherwise. */
const FORBIDDING = new Set(["additionalProperties", "unevaluatedProperties", "unevaluatedItems"]);

function leavesOf(units: readonly OutputUnit[]): OutputUnit[] {
  const leaves: OutputUnit[] = [];
  let choice: string | null = null;
  for (const [index, unit] of units.entries()) {
    // The place of a `false` schema is given as that of the value: it belongs to the keyword before it.
    if (unit.keyword === "false") continue;
    if (choice !== null && unit.keywordLocation.startsWith(choice)) continue;
    choice = CHOICES.has(unit.keyword) ? `${unit.keywordLocation}/` : null;
    const isForbidden = FORBIDDING.has(unit.keyword) && units[index + 1]?.keyword === "false";
    if (isForbidden || !(SUMS.has(unit.keyword) || FORBIDDING.has(unit.keyword))) leaves.push(unit);
  }
  return leaves.length > 0 ? leaves : units.slice(0, 1);
}

function branchesOf(choice: OutputUnit, units: readonly OutputUnit[]): OutputUnit[] {
  if (!CHOICES.has(choice.keyword)) return [];
  return units.filter((unit) => unit.keywordLocation.startsWith(`${choice.keywordLocation}/`));
}

function placeOf(location: string, values: unknown): [(string | number)[], unknown] {
  const path: (string | number)[] = [];
  let value = values;
  for (const step of pointer(location)) {
    path.push(Array.isArray(value) ? Number(step) : step);
    value = (value as Record<string, unknown>)[step];
  }
  return [path, value];
}
