import type { JsonObject } from "../contract/index.js";
import type { Flow } from "../flow.js";
import { declaredParameters } from "./declared/declared-parameters.js";

/** The part of Standard JSON Schema that is used: zod 4.2, arktype 2.1.28 and valibot's adapter have it. */
interface StandardJsonSchema {
  readonly "~standard": {
    readonly vendor?: string;
    readonly jsonSchema?: { input(options: JsonSchemaOptions): JsonObject };
  };
}

interface JsonSchemaOptions {
  readonly target: "draft-2020-12";
  readonly libraryOptions: JsonObject;
}

/** What cannot be said becomes `{}` instead of an error; zod's name for it, which others don't look at. */
const OPTIONS: JsonSchemaOptions = { target: "draft-2020-12", libraryOptions: { unrepresentable: "any" } };

export interface FlowSource {
  readonly flow: Flow;
  /** The file, absolute. */
  readonly path: string;
  readonly exportedAs: string;
  readonly warn: (message: string) => void;
}

/**
 * JSON Schema of a flow's parameters as Prefect's tools expect it, each with a `title` and its `position`: from the flow's
 * own schema, else from the TypeScript types of its function, else from their names alone; null where not even these are
 * known. What of it is not known is told to `warn`.
 */
export function parameterSchemaOf({ flow, path, exportedAs, warn }: FlowSource): JsonObject | null {
  const { parameters, parameterNames: names } = flow;
  if (parameters !== undefined) return fromSchema(parameters, warn);
  if (names === undefined) return null;
  const declared = declaredParameters({ path, exportedAs, names, warn });
  return withPositions(declared ?? { properties: Object.fromEntries(names.map((name) => [name, {}])) });
}

function fromSchema(schema: StandardJsonSchema, warn: FlowSource["warn"]): JsonObject | null {
  const { vendor = "its library", jsonSchema } = schema["~standard"];
  try {
    if (jsonSchema !== undefined) return withPositions(jsonSchema.input(OPTIONS));
    warn(
      `The schema of the parameters (${vendor}) offers no JSON Schema: parameters are checked when a run starts, not before.`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    warn(`${vendor} makes no JSON Schema of the parameters (${why}): they are checked when a run starts, not before.`);
  }
  return null;
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
