import type { JsonObject } from "kedge/contract";
import { validate, type SchemaIssue } from "../json-schema/index.js";

/**
 * What is wrong with job variables by the template of the pool that they are for. Layers go from weak to strong, over the
 * template's defaults. A pool without a template takes anything.
 */
export function jobVariableIssues(
  baseJobTemplate: JsonObject | null,
  layers: readonly (JsonObject | null | undefined)[],
  { ignoreRequired }: { readonly ignoreRequired: boolean },
): SchemaIssue[] {
  const schema = baseJobTemplate?.["variables"] as JsonObject | undefined;
  if (typeof schema !== "object" || schema === null) return [];
  const given = Object.assign({}, ...layers) as JsonObject;
  const defaults = defaultsOf(schema);
  // A field that may be left out may be null as well: blocks' defaults say so of fields that forbid it.
  const check = (values: JsonObject, options: { ignoreRequired: boolean }) =>
    validate(schema, values, { ...options, nullDespiteDefault: true });
  const issues = check({ ...defaults, ...given }, { ignoreRequired });
  if (issues.length === 0) return issues;
  // A default that its own schema refuses is the pool's fault: it counts as not there, and nothing as required any more.
  const faulty = new Set(check(defaults, { ignoreRequired: true }).map((issue) => issue.path[0]));
  if (faulty.size === 0) return issues;
  const sound = Object.fromEntries(Object.entries(defaults).filter(([name]) => !faulty.has(name)));
  return check({ ...sound, ...given }, { ignoreRequired: true });
}

function defaultsOf(schema: JsonObject): JsonObject {
  const properties = (schema["properties"] ?? {}) as Record<string, { default?: unknown } | boolean>;
  const entries = Object.entries(properties).flatMap(([name, property]) =>
    typeof property === "object" && property.default !== undefined ? [[name, property.default] as const] : [],
  );
  return Object.fromEntries(entries);
}
