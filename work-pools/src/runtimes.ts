import { processRuntime, type ProcessRuntimeOptions } from "./process/runtime.js";
import type { Runtime } from "./runtime.js";

export {
  type Job,
  type JobCode,
  type JobEnd,
  type JobHandle,
  type JobIdentity,
  type JobProgram,
  type OutputChunk,
  type Runtime,
  StartRefused,
  type StopIntent,
} from "./runtime.js";

export type RuntimeOptions = ProcessRuntimeOptions;

const RUNTIMES: Readonly<Record<string, (options: RuntimeOptions) => Runtime>> = { process: processRuntime };

/** The kinds of infrastructure that this worker can start runs on. */
export const RUNTIME_TYPES: readonly string[] = Object.keys(RUNTIMES);

/** The runtime of a work pool type; undefined for a type that has none here. */
export function runtimeOf(type: string, options: RuntimeOptions): Runtime | undefined {
  return Object.hasOwn(RUNTIMES, type) ? RUNTIMES[type]!(options) : undefined;
}
