import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import {
  type Expression,
  type Function as FunctionNode,
  parseSync,
  type Program,
  type TSEnumDeclaration,
  type TSInterfaceDeclaration,
  type TSTypeAliasDeclaration,
} from "oxc-parser";

export type TypeDeclaration = TSTypeAliasDeclaration | TSInterfaceDeclaration | TSEnumDeclaration;
export type ValueDeclaration = Expression | FunctionNode;

/** A name of another module. */
export interface Foreign {
  readonly from: string;
  readonly name: string;
}

/** What a module declares at its top level, read without running it. */
export interface ModuleSource {
  readonly path: string;
  readonly text: string;
  readonly types: Map<string, TypeDeclaration>;
  readonly values: Map<string, ValueDeclaration>;
  readonly imports: Map<string, Foreign>;
  /** By the exported name: a local name, or one of another module. */
  readonly exports: Map<string, string | Foreign>;
  readonly starExports: string[];
}

/** The local name of an `export default` that has none. */
export const DEFAULT = "default";

/** Undefined where there is no such file, or none that parses; whoever runs it will be told why. */
export function readModule(path: string): ModuleSource | undefined {
  const text = read(path);
  if (text === undefined) return undefined;
  const { program, errors } = parseSync(path, text);
  return errors.length > 0 ? undefined : indexed(path, text, program);
}

/** The module that a relative import names. Compiled names stand for their sources; packages are not read. */
export function importedModule({ path }: ModuleSource, from: string): ModuleSource | undefined {
  if (!from.startsWith(".")) return undefined;
  const base = resolve(dirname(path), from);
  const source = base.replace(/\.([cm]?)js(x?)$/, ".$1ts$2");
  const candidates = [source, base, `${base}.ts`, `${base}.tsx`, `${base}.mts`, resolve(base, "index.ts")];
  const found = candidates.find(isFile);
  return found === undefined ? undefined : readModule(found);
}

function indexed(path: string, text: string, { body }: Program): ModuleSource {
  const module: ModuleSource = {
    path,
    text,
    types: new Map(),
    values: new Map(),
    imports: new Map(),
    exports: new Map(),
    starExports: [],
  };
  for (const statement of body) {
    switch (statement.type) {
      case "ImportDeclaration":
        for (const specifier of statement.specifiers) {
          const name = specifier.type === "ImportSpecifier" ? nameOf(specifier.imported) : DEFAULT;
          if (specifier.type === "ImportNamespaceSpecifier") continue;
          module.imports.set(specifier.local.name, { from: statement.source.value, name });
        }
        break;
      case "ExportNamedDeclaration":
        for (const name of declare(module, statement.declaration)) module.exports.set(name, name);
        for (const { local, exported } of statement.specifiers) {
          const name = nameOf(local);
          module.exports.set(nameOf(exported), statement.source ? { from: statement.source.value, name } : name);
        }
        break;
      case "ExportAllDeclaration":
        if (statement.exported === null) module.starExports.push(statement.source.value);
        break;
      case "ExportDefaultDeclaration": {
        const { declaration } = statement;
        if (declaration.type === "Identifier") {
          module.exports.set(DEFAULT, declaration.name);
          break;
        }
        if (declaration.type !== "TSInterfaceDeclaration" && declaration.type !== "ClassDeclaration") {
          module.values.set(DEFAULT, declaration);
          module.exports.set(DEFAULT, DEFAULT);
        }
        break;
      }
      default:
        declare(module, statement);
    }
  }
  return module;
}

/** Enters a declaration under its names, and answers these. */
function declare(module: ModuleSource, statement: Program["body"][number] | null): string[] {
  switch (statement?.type) {
    case "TSTypeAliasDeclaration":
    case "TSInterfaceDeclaration":
    case "TSEnumDeclaration":
      module.types.set(statement.id.name, statement);
      return [statement.id.name];
    case "FunctionDeclaration":
      if (statement.id === null) return [];
      module.values.set(statement.id.name, statement);
      return [statement.id.name];
    case "VariableDeclaration":
      return statement.declarations.flatMap(({ id, init }) => {
        if (id.type !== "Identifier" || init === null) return [];
        module.values.set(id.name, init);
        return [id.name];
      });
    default:
      return [];
  }
}

function nameOf(name: { type: string; name?: string; value?: string }): string {
  return name.name ?? name.value ?? "";
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function read(path: string): string | undefined {
  return isFile(path) ? readFileSync(path, "utf8") : undefined;
}
