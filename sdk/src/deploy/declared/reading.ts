import type { TSType } from "oxc-parser";
import type { JsonObject } from "../../contract/index.js";
import type { ModuleSource } from "./module-source.js";

/** Where a type stands: its module, and what the type parameters in force are. */
export interface Scope {
  readonly module: ModuleSource;
  readonly bound: ReadonlyMap<string, ScopedType>;
}

export interface ScopedType {
  readonly type: TSType;
  readonly scope: Scope;
}

/** What is known while one flow's parameters are read. */
export interface Reading {
  /** The JSON Schema of what a type takes: each kind of type asks it for the types inside. */
  readonly schemaOf: (type: TSType, scope: Scope) => JsonObject;
  readonly warn: (message: string) => void;
  /** The parameter that is being read. */
  parameter: string;
  /** Types that contain themselves, by the name under which they are referred to. */
  readonly definitions: Map<string, JsonObject>;
  /** Named types that are being read, outermost first. */
  readonly open: { readonly key: string; readonly name: string }[];
}

/** A type that JSON Schema cannot say: anything is taken, and the user is told. */
export function anything({ warn, parameter }: Reading, { type, scope }: ScopedType, why: string): JsonObject {
  warn(`The type of parameter ${parameter} is not checked where it is ${textOf(type, scope)}: ${why}.`);
  return {};
}

const MOST_CHARACTERS = 60;

export function textOf(type: { start: number; end: number }, { module }: Scope): string {
  const text = module.text.slice(type.start, type.end).replaceAll(/\s+/g, " ");
  return text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
}
