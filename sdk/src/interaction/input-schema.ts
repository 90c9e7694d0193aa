import type { JsonObject } from "../contract/index.js";
import { KedgeError } from "../errors.js";
import { describeIssues, type StandardSchema } from "../standard-schema.js";

/**
 * The JSON Schema by which the plane checks an answer and the UI makes a form of it. `initial` is what the form starts with.
 * Throws NO_JSON_SCHEMA.
 */
export function inputSchema(schema: StandardSchema, initial: JsonObject = {}): JsonObject {
  const given = jsonSchemaOf(schema);
  if (given === undefined) {
    throw new KedgeError(
      "NO_JSON_SCHEMA",
      "The schema of the input does not tell its JSON Schema, so nobody can be asked for it.",
      {
        hint: "Use zod 4.2, arktype 2.1.28 or newer, or toStandardJsonSchema of @valibot/to-json-schema.",
      },
    );
  }
  const properties = Object.entries((given["properties"] ?? {}) as Record<string, JsonObject>);
  return {
    title: "Input",
    ...given,
    properties: Object.fromEntries(
      properties.map(([name, property], position) => [
        name,
        { title: name, ...property, position, ...(Object.hasOwn(initial, name) && { default: initial[name] }) },
      ]),
    ),
  };
}

/** The value as the schema makes it: defaults filled in, texts parsed. Throws INVALID_INPUT naming the places. */
export async function checkedInput(schema: StandardSchema, value: unknown): Promise<unknown> {
  const result = await schema["~standard"].validate(value);
  if (result.issues === undefined) return result.value;
  throw new KedgeError("INVALID_INPUT", `The input does not fit its schema. ${describeIssues(result.issues)}`);
}

/** The part of Standard JSON Schema that is used: zod 4.2, arktype 2.1.28 and valibot's adapter have it. */
interface WithJsonSchema {
  readonly "~standard": { readonly jsonSchema?: { input(options: { target: string }): JsonObject } };
}

function jsonSchemaOf(schema: StandardSchema): JsonObject | undefined {
  return (schema as WithJsonSchema)["~standard"].jsonSchema?.input({ target: "draft-2020-12" });
}
