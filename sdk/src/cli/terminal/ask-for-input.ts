import type { JsonObject } from "../../contract/index.js";
import { ask } from "./terminal.js";

/** One field of a form. */
export interface Field {
  readonly name: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

/** The fields that an object's JSON Schema describes, in the order of a form. */
export function fieldsOf(schema: JsonObject): Field[] {
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonObject>);
  const required = Array.isArray(schema["required"]) ? schema["required"] : [];
  return properties
    .map(([name, property]) => ({ name, schema: resolved(property, schema), isRequired: required.includes(name) }))
    .toSorted((a, b) => position(a) - position(b));
}

function position({ schema }: Field): number {
  return typeof schema["position"] === "number" ? schema["position"] : Number.MAX_SAFE_INTEGER;
}

/** A definition of the document, as Pydantic and zod write for enums and nested models. */
function resolved(property: JsonObject, document: JsonObject): JsonObject {
  const { $ref: reference } = property;
  if (typeof reference !== "string") return property;
  const [, list, name] = /^#\/(definitions|\$defs)\/([^/]+)$/.exec(reference) ?? [];
  const definitions = list === undefined ? undefined : (document[list] as Record<string, JsonObject> | undefined);
  return name === undefined ? property : { ...definitions?.[name], ...property };
}

export function questionFor({ name, schema, isRequired }: Field): string {
  const choices = choicesOf(schema);
  const kind = choices === undefined ? describe(schema) : choices.map(String).join(" | ");
  const otherwise = schema["default"] === undefined ? "" : ` [${JSON.stringify(schema["default"])}]`;
  return `${name} (${kind}${isRequired ? "" : ", optional"})${otherwise}: `;
}

export type Answer =
  | { readonly kind: "value"; readonly value: unknown }
  /** Left to the schema's default. */
  | { readonly kind: "absent" }
  | { readonly kind: "wrong"; readonly why: string };

/** What a typed line means for a field: the server has the last word on it. */
export function answerFor({ schema, isRequired }: Field, line: string): Answer {
  if (line === "") {
    if (schema["default"] !== undefined) return { kind: "value", value: schema["default"] };
    return isRequired ? { kind: "wrong", why: "It is required." } : { kind: "absent" };
  }
  const choices = choicesOf(schema);
  if (choices !== undefined) {
    const chosen = choices.find((choice) => String(choice) === line);
    if (chosen === undefined) return { kind: "wrong", why: `It must be one of ${choices.map(String).join(", ")}.` };
    return { kind: "value", value: chosen };
  }
  return parsed(typesOf(schema), line);
}

function parsed(types: readonly string[], line: string): Answer {
  if (types.includes("boolean") && /^(y|yes|true|n|no|false)$/i.test(line))
    return { kind: "value", value: /^[yt]/i.test(line) };
  if (types.includes("null") && line === "null") return { kind: "value", value: null };
  const number = Number(line);
  const isNumber =
    !Number.isNaN(number) && (types.includes("number") || (types.includes("integer") && Number.isInteger(number)));
  if (isNumber) return { kind: "value", value: number };
  if (types.includes("string") || types.length === 0) return { kind: "value", value: line };
  const wrong = { kind: "wrong", why: `It must be of type ${types.join(" or ")}.` } as const;
  if (!types.includes("object") && !types.includes("array")) return wrong;
  try {
    return { kind: "value", value: JSON.parse(line) };
  } catch {
    return wrong;
  }
}

function choicesOf(schema: JsonObject): readonly unknown[] | undefined {
  return Array.isArray(schema["enum"]) ? (schema["enum"] as unknown[]) : undefined;
}

function typesOf(schema: JsonObject): readonly string[] {
  const { type, anyOf } = schema;
  if (Array.isArray(anyOf)) return (anyOf as JsonObject[]).flatMap(typesOf);
  if (Array.isArray(type)) return type as string[];
  return typeof type === "string" ? [type] : [];
}

function describe(schema: JsonObject): string {
  const types = typesOf(schema).map((type) =>
    type === "boolean" ? "y/n" : type === "object" || type === "array" ? `${type} as JSON` : type,
  );
  return types.length === 0 ? "text" : types.join(" or ");
}

/** Asks for each field until the line fits it. */
export async function askForInput(schema: JsonObject): Promise<JsonObject> {
  const input: JsonObject = {};
  for (const field of fieldsOf(schema)) {
    for (;;) {
      const answer = answerFor(field, await ask(questionFor(field)));
      if (answer.kind === "wrong") {
        process.stderr.write(`  ${answer.why}\n`);
        continue;
      }
      if (answer.kind === "value") input[field.name] = answer.value;
      break;
    }
  }
  return input;
}
