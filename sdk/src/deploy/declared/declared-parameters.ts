import type { BindingPattern, Expression, ParamPattern, TSType } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import { findFunction } from "./find-function.js";
import { keyName, valueOf } from "./literal-types.js";
import { mayBeLeftOut } from "./may-be-left-out.js";
import { readModule } from "./module-source.js";
import { propertiesOf, requiredOf } from "./object-schema.js";
import type { Reading, Scope } from "./reading.js";
import { startReading } from "./type-schema.js";

export interface DeclaredRequest {
  /** The file, absolute. */
  readonly path: string;
  readonly exportedAs: string;
  /** The names that calls go by, as the loaded function has them. */
  readonly names: readonly string[];
  readonly warn: (message: string) => void;
}

interface Declared {
  readonly name: string;
  readonly schema: JsonObject;
  readonly isRequired: boolean;
}

/**
 * JSON Schema of a flow's parameters from their TypeScript types, read from the sources and the files that they import;
 * undefined where the function isn't found, or takes others than `names`. The sources are parsed, not compiled: the same
 * whichever TypeScript the project uses, in a few milliseconds. (TypeScript 7.0 has no programmatic interface at all.)
 */
export function declaredParameters({ path, exportedAs, names, warn }: DeclaredRequest): JsonObject | undefined {
  const module = readModule(path);
  const found = module && findFunction(module, exportedAs);
  if (!found) return undefined;
  const scope: Scope = { module: found.module, bound: new Map() };
  const reading = startReading(warn);
  const declared = parametersOf(found.fn.params, scope, reading);
  if (declared.map(({ name }) => name).join() !== names.join()) return undefined;
  const required = declared.filter(({ isRequired }) => isRequired).map(({ name }) => name);
  return {
    properties: Object.fromEntries(declared.map(({ name, schema }) => [name, schema])),
    ...(required.length > 0 && { required }),
    // The flow refuses others when it starts; the plane can say so before.
    additionalProperties: false,
    ...(reading.definitions.size > 0 && { definitions: Object.fromEntries(reading.definitions) }),
  };
}

function parametersOf(params: readonly ParamPattern[], scope: Scope, reading: Reading): Declared[] {
  const [only] = params;
  const pattern = only?.type === "AssignmentPattern" ? only.left : only;
  if (params.length === 1 && pattern?.type === "ObjectPattern") {
    return named(pattern, scope, reading, only?.type === "AssignmentPattern");
  }
  return params.flatMap((param) => positional(param, scope, reading) ?? []);
}

/** `path: string`, `lr = 0.1`, `depth?: number` */
function positional(param: ParamPattern, scope: Scope, reading: Reading): Declared | undefined {
  const hasDefault = param.type === "AssignmentPattern";
  const binding = hasDefault ? param.left : param;
  if (binding.type !== "Identifier") return undefined;
  reading.parameter = binding.name;
  const type = binding.typeAnnotation?.typeAnnotation;
  const schema = withDefault(type && reading.schemaOf(type, scope), hasDefault ? param.right : undefined);
  const isRequired = !hasDefault && !isOptional(binding) && !(type && mayBeLeftOut(type));
  return { name: binding.name, schema, isRequired };
}

/** `depth?`, which the parser tells and its types do not. */
function isOptional(binding: { readonly optional?: boolean }): boolean {
  return binding.optional ?? false;
}

/** `({ path, lr = 0.1 }: { path: string; lr?: number })` */
function named(
  pattern: BindingPattern & { type: "ObjectPattern" },
  scope: Scope,
  reading: Reading,
  isOptional: boolean,
): Declared[] {
  reading.parameter = pattern.properties.map((property) => ("key" in property ? keyName(property.key) : "")).join(", ");
  const type: TSType | undefined = pattern.typeAnnotation?.typeAnnotation;
  const all = type ? written(reading.schemaOf(type, scope), reading) : {};
  const schemas = propertiesOf(all);
  return pattern.properties.flatMap((property) => {
    if (property.type !== "Property") return [];
    const name = keyName(property.key);
    const fallback = property.value.type === "AssignmentPattern" ? property.value.right : undefined;
    const isRequired = !isOptional && fallback === undefined && (requiredOf(all).includes(name) || !type);
    return [{ name, schema: withDefault(schemas[name], fallback), isRequired }];
  });
}

/** A type that contains itself came as a reference. */
function written(schema: JsonObject, { definitions }: Reading): JsonObject {
  const name = /^#\/definitions\/(.*)$/.exec(String(schema["$ref"]))?.[1];
  return (name === undefined ? undefined : definitions.get(name)) ?? schema;
}

/** The type of a parameter that has none is that of its default. */
function withDefault(schema: JsonObject | undefined, fallback: Expression | undefined): JsonObject {
  const value = fallback && valueOf(fallback);
  if (value === undefined) return schema ?? {};
  return { ...(schema ?? { type: typeof value }), default: value };
}
