import type { JsonObject } from "../contract/index.js";

/** The part of Standard JSON Schema that is used: zod 4.2, arktype 2.1.28 and valibot's adapter have it. */
interface StandardJsonSchema {
  readonly "~standard": {
    readonly jsonSchema?: { input(options: { target: string }): Record<string, unknown> };
  };
}

/**
 * JSON Schema of a flow's parameters as Prefect's tools expect it: each with a `title` and its `position`. From the flow's
 * own schema where it says, else from the names of its arguments, else null.
 */
export function parameterSchemaOf(schema: unknown, names: readonly string[] | undefined): JsonObject | null {
  const properties = isStandard(schema)
    ? schema["~standard"].jsonSchema?.input({ target: "draft-2020-12" })
    : undefined;
  if (properties !== undefined) return withPositions(properties);
  if (names === undefined) return null;
  return withPositions({ properties: Object.fromEntries(names.map((name) => [name, {}])) });
}

function isStandard(schema: unknown): schema is StandardJsonSchema {
  return (typeof schema === "object" || typeof schema === "function") && schema !== null && "~standard" in schema;
}

function withPositions(schema: JsonObject): JsonObject {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonObject>);
  return {
    ...schema,
    title: "Parameters",
    type: "object",
    properties: Object.fromEntries(
      properties.map(([name, property], position) => [name, { title: name, ...property, position }]),
    ),
  };
}
