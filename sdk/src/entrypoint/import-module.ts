import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { KedgeError } from "../errors.js";
import { codeFrame } from "./code-frame.js";
import { whileLoading } from "./loading.js";
import { findSyntaxFault, type SyntaxFault } from "./syntax-fault.js";
import { compileTypeScript } from "./typescript.js";

const TYPESCRIPT = /\.[cm]?tsx?$/;

/** Evaluates a user's module. TypeScript is compiled on the way by tsx, which stays registered for what it imports. */
export async function importModule(path: string): Promise<Readonly<Record<string, unknown>>> {
  try {
    if (TYPESCRIPT.test(path)) await compileTypeScript();
    const module: unknown = await whileLoading(path, () => import(pathToFileURL(path).href));
    return namedExports(module as Record<string, unknown>);
  } catch (error) {
    throw await explained(path, error);
  }
}

/** In a package without `"type": "module"` TypeScript becomes CommonJS, whose exports arrive inside `default`. */
function namedExports(module: Record<string, unknown>): Record<string, unknown> {
  const { default: main } = module;
  return typeof main === "object" && main !== null ? { ...main, ...module } : module;
}

async function explained(path: string, error: unknown): Promise<KedgeError> {
  if (!(error instanceof Error)) {
    return new KedgeError("ENTRYPOINT_FAILED", `${path} threw ${String(error)} while it was loaded.`, { cause: error });
  }
  const fault = await findSyntaxFault(error, path);
  if (fault !== null) return syntaxError(fault, error);
  if ("code" in error && error.code === "ERR_MODULE_NOT_FOUND") {
    return new KedgeError(
      "ENTRYPOINT_IMPORT_MISSING",
      `${path} imports something that is not there: ${error.message}`,
      {
        hint: "Install the package (npm install NAME), or correct the path; relative imports of ES modules need their extension.",
        cause: error,
      },
    );
  }
  return new KedgeError("ENTRYPOINT_FAILED", `${path} failed while it was loaded: ${ownFrames(error)}`, {
    hint: "The module runs whenever its flow is deployed or started: keep work inside the flow.",
    cause: error,
  });
}

async function syntaxError({ file, line, column, reason }: SyntaxFault, cause: Error): Promise<KedgeError> {
  const source = await readFile(file, "utf8").catch(() => ""); // the message stands without the frame, too
  return new KedgeError("ENTRYPOINT_SYNTAX", `${file}:${line}: ${reason}\n${codeFrame(source, line, column)}`, {
    hint: reason.includes('"cjs"')
      ? 'This file is CommonJS. Add "type": "module" to its package.json, or name it .mts.'
      : "Correct the file and try again.",
    cause,
  });
}

/** The stack without Node's and the compiler's own frames: the rest is the user's. */
function ownFrames(error: Error): string {
  const lines = (error.stack ?? error.message).split("\n");
  return lines.filter((line) => !/node:internal|node_modules\/(tsx|esbuild)\//.test(line)).join("\n");
}
