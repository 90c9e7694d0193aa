import { execFile } from "node:child_process";

export interface SyntaxFault {
  readonly file: string;
  readonly line: number;
  /** From 0. */
  readonly column: number;
  readonly reason: string;
}

/** Where a module that was being loaded is not valid TypeScript or JavaScript; null for an error of another kind. */
export async function findSyntaxFault(error: Error, path: string): Promise<SyntaxFault | null> {
  const esbuild = /^(.+):(\d+):(\d+): ERROR: (.+)$/m.exec(error.message);
  if (error.name === "TransformError" && esbuild !== null) {
    const [, file = "", line, column, reason = ""] = esbuild;
    return { file, line: Number(line), column: Number(column), reason };
  }
  return error.name === "SyntaxError" ? faultInJavaScript(path, error.message) : null;
}

/** The error of an ES module carries no place, but Node's own check prints `file:line`, the source and a caret. */
async function faultInJavaScript(path: string, reason: string): Promise<SyntaxFault | null> {
  const printed = await new Promise<string>((resolve) => {
    execFile(process.execPath, ["--check", path], (_, __, stderr) => resolve(stderr));
  });
  const place = /^(?:file:\/\/)?(.+):(\d+)\n.*\n( *)\^/.exec(printed);
  if (place === null) return null;
  const [, file = "", line, indent = ""] = place;
  return { file, line: Number(line), column: indent.length, reason };
}
