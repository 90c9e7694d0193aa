import type { TSTypeReference } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import { enumValues } from "./literal-types.js";
import { interfaceSchema } from "./object-schema.js";
import { anything, type Reading, type Scope } from "./reading.js";
import { declarationOf, plainName, type FoundDeclaration } from "./type-declaration.js";
import { UTILITY_TYPES } from "./utility-types.js";

/** A type by its name: a type parameter, one that is declared in the sources, or one of TypeScript's own. */
export function referenceSchema(reference: TSTypeReference, scope: Scope, reading: Reading): JsonObject {
  const name = plainName(reference.typeName);
  const bound = name === undefined ? undefined : scope.bound.get(name);
  if (bound) return reading.schemaOf(bound.type, bound.scope);
  const declared = declarationOf(reference, scope);
  if (declared) return declaredSchema(declared, reading);
  const given = reference.typeArguments?.params ?? [];
  const utility = name === undefined ? undefined : UTILITY_TYPES.get(name);
  const schema = utility?.(given, scope, reading);
  if (schema) return schema;
  const why = (name !== undefined && NOT_IN_JSON.get(name)) || "it is not declared in the files that deploying reads";
  return anything(reading, { type: reference, scope }, why);
}

const NOT_IN_JSON = new Map([
  ["Date", "JSON has no dates, and the flow would be given a text; take a string"],
  ["Map", "JSON has no maps; take a Record"],
  ["Set", "JSON has no sets; take an array"],
  ["Buffer", "JSON has no bytes; take a path or a URL"],
  ["Uint8Array", "JSON has no bytes; take a path or a URL"],
  ["Promise", "the plane keeps values, not promises"],
]);

/** A type that contains itself is referred to by its name from then on. */
function declaredSchema({ declaration, scope }: FoundDeclaration, reading: Reading): JsonObject {
  const name = declaration.id.name;
  const key = `${scope.module.path}#${declaration.start}`;
  const ref = { $ref: `#/definitions/${name}` };
  if (reading.open.some((one) => one.key === key)) {
    if (!reading.definitions.has(name)) reading.definitions.set(name, {});
    return ref;
  }
  reading.open.push({ key, name });
  const schema = contentSchema({ declaration, scope }, reading);
  reading.open.pop();
  if (!reading.definitions.has(name) || schema["$ref"] === ref.$ref) return schema;
  reading.definitions.set(name, schema);
  return ref;
}

function contentSchema({ declaration, scope }: FoundDeclaration, reading: Reading): JsonObject {
  switch (declaration.type) {
    case "TSTypeAliasDeclaration":
      return reading.schemaOf(declaration.typeAnnotation, scope);
    case "TSInterfaceDeclaration":
      return interfaceSchema(declaration, scope, reading);
    case "TSEnumDeclaration": {
      const values = enumValues(declaration.body.members);
      return values ? { enum: values } : {};
    }
  }
}
