import { isObject } from "./is-object.js";

/** The schema with no field required at any depth. A field that is itself called `required` stays: its value is a schema, not a list. */
export function withoutRequired(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutRequired);
  if (!isObject(schema)) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => key !== "required" || !Array.isArray(value))
      .map(([key, value]) => [key, VALUES_NOT_SCHEMAS.has(key) ? value : withoutRequired(value)]),
  );
}

const VALUES_NOT_SCHEMAS = new Set(["default", "const", "enum", "examples"]);
