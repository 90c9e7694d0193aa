import type { TSInterfaceDeclaration, TSSignature, TSType } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import { keyName } from "./literal-types.js";
import type { Reading, Scope } from "./reading.js";
import { mayBeLeftOut } from "./may-be-left-out.js";
import { declarationOf } from "./type-declaration.js";

/** `{ path: string; retries?: number; [key: string]: unknown }` */
export function membersSchema(members: readonly TSSignature[], scope: Scope, reading: Reading): JsonObject {
  const properties: Record<string, JsonObject> = {};
  const required: string[] = [];
  let others: JsonObject | undefined;
  for (const member of members) {
    if (member.type === "TSIndexSignature") others = reading.schemaOf(member.typeAnnotation.typeAnnotation, scope);
    if (member.type !== "TSPropertySignature" || member.computed) continue;
    const name = keyName(member.key);
    const type = member.typeAnnotation?.typeAnnotation;
    properties[name] = type ? reading.schemaOf(type, scope) : {};
    if (!member.optional && !(type && mayBeLeftOut(type))) required.push(name);
  }
  return objectSchema(properties, required, others);
}

export function interfaceSchema(declaration: TSInterfaceDeclaration, scope: Scope, reading: Reading): JsonObject {
  const own = membersSchema(declaration.body.body, scope, reading);
  const inherited = declaration.extends.flatMap(({ expression, typeArguments, start, end }) => {
    if (expression.type !== "Identifier") return [];
    const reference = { type: "TSTypeReference", typeName: expression, typeArguments, start, end } as const;
    return declarationOf(reference, scope) ? [reading.schemaOf(reference, scope)] : [];
  });
  return merged([...inherited, own]);
}

/** Objects become one object; anything else must fit all of them. */
export function intersectionSchema(types: readonly TSType[], scope: Scope, reading: Reading): JsonObject {
  const parts = types.map((type) => reading.schemaOf(type, scope)).filter((part) => Object.keys(part).length > 0);
  return parts.every(isWrittenOut) ? merged(parts) : { allOf: parts };
}

export function objectSchema(
  properties: Record<string, JsonObject>,
  required: readonly string[],
  others?: JsonObject,
): JsonObject {
  return {
    type: "object",
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(required.length > 0 && { required }),
    ...(others && { additionalProperties: others }),
  };
}

/** A schema with written-out properties, not one that only refers to another. */
export function isWrittenOut(schema: JsonObject): boolean {
  return schema["type"] === "object";
}

export function propertiesOf(schema: JsonObject): Record<string, JsonObject> {
  return (schema["properties"] ?? {}) as Record<string, JsonObject>;
}

export function requiredOf(schema: JsonObject): readonly string[] {
  return (schema["required"] ?? []) as string[];
}

/** Later ones win where two say something of one property. */
function merged(parts: readonly JsonObject[]): JsonObject {
  const properties = Object.assign({}, ...parts.map(propertiesOf)) as Record<string, JsonObject>;
  const others = parts.map((part) => part["additionalProperties"]).find((part) => part !== undefined);
  return objectSchema(properties, [...new Set(parts.flatMap(requiredOf))], others as JsonObject | undefined);
}
