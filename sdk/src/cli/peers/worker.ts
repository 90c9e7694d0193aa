import { loadFunction } from "./load-peer.js";
import type { PeerLog } from "./peer-log.js";

/** What a worker is started with; what is left out is up to its own defaults. */
export interface WorkerOptions {
  readonly apiUrl: string;
  readonly apiKey?: string | undefined;
  readonly pool: string;
  readonly name?: string | undefined;
  readonly limit?: number | undefined;
  readonly workQueues?: readonly string[] | undefined;
  readonly warm?: number | undefined;
  readonly transport?: "auto" | "ws" | "http" | undefined;
  readonly pollIntervalMs?: number | undefined;
  readonly outboxPath?: string | undefined;
  readonly log: PeerLog;
}

export interface RunningWorker {
  readonly name: string;
  /** Runs in hand. */
  readonly active: number;
  /** Takes no more runs; resolves when those in hand have ended and are reported. */
  drain(): Promise<void>;
  /** Stops the runs in hand and reports them; resolves then. */
  kill(): Promise<void>;
}

export async function startWorker(options: WorkerOptions): Promise<RunningWorker> {
  const start = await loadFunction<(options: WorkerOptions) => Promise<RunningWorker>>("@kedge/worker", "startWorker");
  return start(options);
}
