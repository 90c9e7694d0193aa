import { KedgeError } from "../errors.js";
import { locate, parseEntrypoint } from "./entrypoint.js";
import type { Flow } from "../flow.js";
import { findFlow } from "./find-flow.js";
import { importModule } from "./import-module.js";

export interface LoadedFlow {
  /** The export's name: the entrypoint's second half, found out where it was left open. */
  readonly name: string;
  /** Made by this copy of the package or by another. */
  readonly flow: Flow;
  /** The file, absolute. */
  readonly path: string;
}

/** Loads the flow that `etl.ts:nightly` names, its path counted from `directory`. Every slip has an error of its own. */
export async function loadFlow(entrypoint: string, directory: string): Promise<LoadedFlow> {
  const parsed = parseEntrypoint(entrypoint);
  const path = await locate(parsed, directory);
  if (parsed.language === "python") {
    throw new KedgeError("ENTRYPOINT_INVALID", `${path} is Python, which this program cannot load.`, {
      hint: "A worker starts it with the Prefect of its own environment.",
    });
  }
  return { ...findFlow(await importModule(path), parsed.name, path), path };
}
