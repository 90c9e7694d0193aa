import type { ArrowFunctionExpression, Function as FunctionNode, MemberExpression } from "oxc-parser";
import { importedModule, type ModuleSource, type ValueDeclaration } from "./module-source.js";

export type FunctionSource = FunctionNode | ArrowFunctionExpression;

export interface FoundFunction {
  readonly fn: FunctionSource;
  readonly module: ModuleSource;
}

/** Through how many names a function is followed: circles end here. */
const MOST_STEPS = 20;

/** The function behind an exported flow: `export const etl = flow({ ... }, async (path: string) => { ... })`. */
export function findFunction(module: ModuleSource, exported: string, steps = MOST_STEPS): FoundFunction | undefined {
  if (steps === 0) return undefined;
  const target = module.exports.get(exported);
  if (typeof target === "string") return ofName(module, target, steps - 1);
  if (target !== undefined) {
    const other = importedModule(module, target.from);
    return other && findFunction(other, target.name, steps - 1);
  }
  for (const from of module.starExports) {
    const other = importedModule(module, from);
    const found = other && findFunction(other, exported, steps - 1);
    if (found) return found;
  }
  return undefined;
}

function ofName(module: ModuleSource, name: string, steps: number): FoundFunction | undefined {
  if (steps <= 0) return undefined;
  const value = module.values.get(name);
  if (value !== undefined) return ofValue(module, value, steps - 1);
  const foreign = module.imports.get(name);
  const other = foreign && importedModule(module, foreign.from);
  return other && findFunction(other, foreign.name, steps - 1);
}

function ofValue(module: ModuleSource, value: ValueDeclaration, steps: number): FoundFunction | undefined {
  switch (value.type) {
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return { fn: value, module };
    case "Identifier":
      return ofName(module, value.name, steps);
    case "TSAsExpression":
    case "TSSatisfiesExpression":
    case "TSNonNullExpression":
    case "ParenthesizedExpression":
      return ofValue(module, value.expression, steps);
    case "CallExpression": {
      const { callee } = value;
      // `etl.withOptions({ ... })` has the function of `etl`; `flow(options, fn)` has its last argument.
      if (callee.type === "MemberExpression" && isNamed(callee.property, "withOptions")) {
        return ofValue(module, callee.object, steps);
      }
      const last = value.arguments.at(-1);
      return last === undefined || last.type === "SpreadElement" ? undefined : ofValue(module, last, steps);
    }
    default:
      return undefined;
  }
}

function isNamed(property: MemberExpression["property"], name: string): boolean {
  return property.type === "Identifier" && property.name === name;
}
