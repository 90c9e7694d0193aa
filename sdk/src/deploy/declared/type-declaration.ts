import type { TSTypeName, TSTypeReference } from "oxc-parser";
import { importedModule, type ModuleSource, type TypeDeclaration } from "./module-source.js";
import type { Scope, ScopedType } from "./reading.js";

export interface FoundDeclaration {
  readonly declaration: TypeDeclaration;
  readonly scope: Scope;
}

/** Where the type that a name refers to is declared, with the type arguments given to it. */
export function declarationOf(reference: TSTypeReference, scope: Scope): FoundDeclaration | undefined {
  const name = plainName(reference.typeName);
  const found = name === undefined ? undefined : typeNamed(scope.module, name);
  if (!found) return undefined;
  const { declaration, module } = found;
  const parameters = declaration.type === "TSEnumDeclaration" ? [] : (declaration.typeParameters?.params ?? []);
  const given = reference.typeArguments?.params ?? [];
  const bound = new Map<string, ScopedType>();
  for (const [index, parameter] of parameters.entries()) {
    const argument = given[index];
    if (argument) bound.set(parameter.name.name, { type: argument, scope });
    else if (parameter.default) bound.set(parameter.name.name, { type: parameter.default, scope: { module, bound } });
  }
  return { declaration, scope: { module, bound } };
}

export function plainName(name: TSTypeName): string | undefined {
  return name.type === "Identifier" ? name.name : undefined;
}

interface TypeAtHome {
  readonly declaration: TypeDeclaration;
  readonly module: ModuleSource;
}

function typeNamed(module: ModuleSource, name: string, steps = 20): TypeAtHome | undefined {
  const declaration = module.types.get(name);
  if (declaration) return { declaration, module };
  const foreign = module.imports.get(name);
  const other = foreign && importedModule(module, foreign.from);
  return other && exportedType(other, foreign.name, steps - 1);
}

function exportedType(module: ModuleSource, exported: string, steps: number): TypeAtHome | undefined {
  if (steps <= 0) return undefined;
  const target = module.exports.get(exported);
  if (typeof target === "string") return typeNamed(module, target, steps);
  const places = target ? [target] : module.starExports.map((from) => ({ from, name: exported }));
  for (const { from, name } of places) {
    const other = importedModule(module, from);
    const found = other && exportedType(other, name, steps - 1);
    if (found) return found;
  }
  return undefined;
}
