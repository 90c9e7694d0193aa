import { loadFunction } from "./load-peer.js";

export interface WorkerOptions {
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
  readonly pool: string;
  /** Default: the worker's own choice, from the host's name. */
  readonly name?: string | undefined;
  /** How many runs it carries at once. */
  readonly limit?: number | undefined;
  readonly workQueues?: readonly string[] | undefined;
}

export interface RunningWorker {
  readonly name: string;
  /** Takes no more runs and lets those it has come to their end. */
  stop(): Promise<void> | void;
  /** Resolves when the last of its runs has been reported. */
  readonly drained: Promise<void>;
}

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const start = await loadFunction<(options: WorkerOptions) => Promise<RunningWorker>>("@kedge/worker", "startWorker");
  return start(options);
}
