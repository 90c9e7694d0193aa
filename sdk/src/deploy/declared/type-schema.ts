import type { TSType, TSUnionType } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import { keysOf, literalOf } from "./literal-types.js";
import { intersectionSchema, membersSchema } from "./object-schema.js";
import { mayBeLeftOut } from "./may-be-left-out.js";
import { anything, type Reading, type Scope } from "./reading.js";
import { referenceSchema } from "./reference-schema.js";
import { tupleSchema } from "./tuple-schema.js";

/** Begins to read the parameters of one flow; each type that JSON Schema has no word for is told. */
export function startReading(warn: (message: string) => void): Reading {
  const reading: Reading = {
    schemaOf: (type, scope) => schemaOf(type, scope, reading),
    warn,
    parameter: "",
    definitions: new Map(),
    open: [],
  };
  return reading;
}

/** The JSON Schema of what a type takes; where JSON Schema has no word for it, anything, with a warning. */
function schemaOf(type: TSType, scope: Scope, reading: Reading): JsonObject {
  const literals = literalOf(type, scope);
  if (literals !== undefined) return enumSchema(literals);
  switch (type.type) {
    case "TSStringKeyword":
    case "TSTemplateLiteralType":
      return { type: "string" };
    case "TSNumberKeyword":
      return { type: "number" };
    case "TSBooleanKeyword":
      return { type: "boolean" };
    case "TSNullKeyword":
      return { type: "null" };
    case "TSObjectKeyword":
      return { type: "object" };
    case "TSAnyKeyword":
    case "TSUnknownKeyword":
      return {};
    case "TSParenthesizedType":
      return schemaOf(type.typeAnnotation, scope, reading);
    case "TSArrayType":
      return { type: "array", items: schemaOf(type.elementType, scope, reading) };
    case "TSTupleType":
      return tupleSchema(type, scope, reading);
    case "TSTypeLiteral":
      return membersSchema(type.members, scope, reading);
    case "TSUnionType":
      return unionSchema(type, scope, reading);
    case "TSIntersectionType":
      return intersectionSchema(type.types, scope, reading);
    case "TSTypeReference":
      return referenceSchema(type, scope, reading);
    case "TSTypeOperator": {
      if (type.operator === "readonly") return schemaOf(type.typeAnnotation, scope, reading);
      const keys = type.operator === "keyof" ? keysOf({ type: type.typeAnnotation, scope }) : undefined;
      return keys
        ? enumSchema(keys)
        : anything(reading, { type, scope }, "only the keys of a written-out type are read");
    }
    default:
      return anything(reading, { type, scope }, WHY[type.type] ?? "it is more than JSON Schema can say");
  }
}

const WHY: Readonly<Partial<Record<TSType["type"], string>>> = {
  TSBigIntKeyword: "JSON has no bigint",
  TSFunctionType: "JSON has no functions",
  TSSymbolKeyword: "JSON has no symbols",
  TSTypeQuery: "types of values are not read, but for literals",
};

function unionSchema({ types }: TSUnionType, scope: Scope, reading: Reading): JsonObject {
  const given = types.filter((type) => !mayBeLeftOut(type) || type.type === "TSUnionType");
  const literals = given.flatMap((type) => literalOf(type, scope) ?? []);
  const others = given.filter((type) => literalOf(type, scope) === undefined);
  const branches = [
    ...(literals.length > 0 ? [enumSchema(literals)] : []),
    ...others.map((type) => schemaOf(type, scope, reading)),
  ];
  if (branches.length === 1) return branches[0]!;
  return branches.some((branch) => Object.keys(branch).length === 0) ? {} : { anyOf: branches };
}

function enumSchema(values: readonly (string | number | boolean)[]): JsonObject {
  const unique = [...new Set(values)];
  if (unique.length === 2 && unique.includes(true) && unique.includes(false)) return { type: "boolean" };
  const types = [...new Set(unique.map((value) => typeof value))];
  return { ...(types.length === 1 && { type: types[0] }), enum: unique };
}
