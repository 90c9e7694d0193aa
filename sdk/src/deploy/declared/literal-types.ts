import type { Expression, TSType } from "oxc-parser";
import { importedModule } from "./module-source.js";
import type { Scope, ScopedType } from "./reading.js";
import { declarationOf } from "./type-declaration.js";

type Literal = string | number | boolean;

/** The values of a type that is nothing but literals: `"a" | "b"`, an enum, `(typeof MODES)[number]`. */
export function literalOf(type: TSType, scope: Scope): Literal[] | undefined {
  switch (type.type) {
    case "TSParenthesizedType":
      return literalOf(type.typeAnnotation, scope);
    case "TSLiteralType": {
      const value = valueOf(type.literal);
      return value === undefined ? undefined : [value];
    }
    case "TSUnionType":
      return allOf(type.types.map((member) => literalOf(member, scope)));
    case "TSIndexedAccessType":
      return type.indexType.type === "TSNumberKeyword" ? elementsOf(type.objectType, scope) : undefined;
    default:
      return undefined;
  }
}

/** The names that `keyof` gives for a type with written-out members, or for `typeof` an object literal. */
export function keysOf({ type, scope }: ScopedType): string[] | undefined {
  if (type.type === "TSParenthesizedType") return keysOf({ type: type.typeAnnotation, scope });
  if (type.type === "TSTypeReference") {
    const found = declarationOf(type, scope);
    if (found?.declaration.type === "TSTypeAliasDeclaration") {
      return keysOf({ type: found.declaration.typeAnnotation, scope: found.scope });
    }
    return found?.declaration.type === "TSInterfaceDeclaration" && found.declaration.extends.length === 0
      ? propertyNames(found.declaration.body.body)
      : undefined;
  }
  if (type.type === "TSTypeLiteral") return propertyNames(type.members);
  const value = type.type === "TSTypeQuery" ? valueNamed(type.exprName, scope) : undefined;
  if (value?.type !== "ObjectExpression") return undefined;
  return value.properties.flatMap((property) =>
    property.type === "Property" && !property.computed ? [keyName(property.key)] : [],
  );
}

/** What an enum's members stand for; one that is computed is not read. */
export function enumValues(members: readonly { initializer: Expression | null }[]): Literal[] | undefined {
  let next: number | undefined = 0;
  const values: Literal[] = [];
  for (const { initializer } of members) {
    const value: Literal | undefined = initializer === null ? next : valueOf(initializer);
    if (value === undefined) return undefined;
    values.push(value);
    next = typeof value === "number" ? value + 1 : undefined;
  }
  return values;
}

/** A literal as it is written; undefined for other code. */
export function valueOf(expression: Expression): Literal | undefined {
  if (expression.type === "Literal") {
    const { value } = expression;
    return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? value : undefined;
  }
  if (expression.type === "TemplateLiteral" && expression.expressions.length === 0) {
    return expression.quasis[0]?.value.cooked ?? undefined;
  }
  if (expression.type === "UnaryExpression" && expression.operator === "-") {
    const value = valueOf(expression.argument);
    return typeof value === "number" ? -value : undefined;
  }
  return undefined;
}

function elementsOf(type: TSType, scope: Scope): Literal[] | undefined {
  if (type.type === "TSParenthesizedType") return elementsOf(type.typeAnnotation, scope);
  const value = type.type === "TSTypeQuery" ? valueNamed(type.exprName, scope) : undefined;
  if (value?.type !== "ArrayExpression") return undefined;
  return allOf(
    value.elements.map((element) => {
      const literal = element === null || element.type === "SpreadElement" ? undefined : valueOf(element);
      return literal === undefined ? undefined : [literal];
    }),
  );
}

/** The value of a top-level constant, without `as const` around it. */
function valueNamed(name: { type: string; name?: string }, { module }: Scope): Expression | undefined {
  if (name.type !== "Identifier" || name.name === undefined) return undefined;
  const foreign = module.imports.get(name.name);
  const owner = foreign ? importedModule(module, foreign.from) : module;
  const value = owner?.values.get(foreign?.name ?? name.name);
  return value && unwrapped(value);
}

function unwrapped(expression: Expression): Expression {
  return expression.type === "TSAsExpression" || expression.type === "TSSatisfiesExpression"
    ? unwrapped(expression.expression)
    : expression;
}

function propertyNames(members: readonly { type: string; computed?: boolean; key?: unknown }[]): string[] {
  return members.flatMap((member) =>
    member.type === "TSPropertySignature" && !member.computed ? [keyName(member.key as KeyNode)] : [],
  );
}

interface KeyNode {
  readonly name?: string;
  readonly value?: unknown;
}

export function keyName(key: object): string {
  const { name, value } = key as KeyNode;
  return name ?? String(value);
}

function allOf(parts: readonly (Literal[] | undefined)[]): Literal[] | undefined {
  return parts.every((part) => part !== undefined) && parts.length > 0 ? parts.flat() : undefined;
}
