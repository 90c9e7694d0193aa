import { readdir, stat } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import { KedgeError } from "../errors.js";
import { nearest } from "../nearest.js";

/** Where a flow is: a file, and what it is called there. `name` is absent when the file is expected to hold one flow. */
export interface Entrypoint {
  readonly file: string;
  readonly name: string | undefined;
  readonly language: "node" | "python";
}

const NODE_FILE = /\.[cm]?[jt]sx?$/;

/** Reads `flows/etl.ts:nightly`. The last colon separates, so that a Windows drive letter does no harm. */
export function parseEntrypoint(text: string): Entrypoint {
  const [, file = text, name] = /^(.+?)(?::([^:/\\]+))?$/.exec(text) ?? [];
  if (NODE_FILE.test(file)) return { file, name, language: "node" };
  if (file.endsWith(".py")) return { file, name, language: "python" };
  throw new KedgeError("ENTRYPOINT_INVALID", `"${text}" is not an entrypoint.`, {
    hint: "Write a file and the flow in it: flows/etl.ts:nightly or flows/etl.py:nightly.",
  });
}

/** The file's absolute path; a missing one is an error that names the likeliest other. */
export async function locate({ file }: Entrypoint, directory: string): Promise<string> {
  const path = resolve(directory, file);
  const found = await stat(path).catch(() => null); // whatever the reason, there is nothing to load
  if (found?.isFile()) return path;
  const what = found === null ? `There is no file ${path}.` : `${path} is a folder, not a file.`;
  const siblings = await readdir(dirname(path)).catch(() => null); // the folder may be missing too
  const near = nearest(basename(path), siblings ?? []);
  const hint =
    siblings === null
      ? `There is no folder ${dirname(path)} either. Paths count from ${directory}.`
      : `${near === undefined ? "" : `Did you mean ${near}? `}Paths count from ${directory}.`;
  throw new KedgeError("ENTRYPOINT_FILE_NOT_FOUND", what, { hint });
}
