/**
 * Kedge's worker in a process of its own, as `kedge worker start` has it, which also says when each run comes to it:
 *
 *     npx tsx worker-process.ts '{"apiUrl":"…","pool":"…","start":"warm","transport":"auto"}'
 */
import { type Runtime, runtimeOf } from "@kedge/work-pools/runtimes";
import { startWorker, type Transport } from "@kedge/worker";
import type { Start } from "./subject.js";

export interface WorkerSettings {
  readonly apiUrl: string;
  readonly pool: string;
  readonly start: Start;
  readonly transport: string;
}

/** What is printed, one JSON a line. */
export type WorkerEvent =
  | { readonly event: "ready" }
  | { readonly event: "assigned"; readonly id: string; readonly at: number };

const { apiUrl, pool, start, transport } = JSON.parse(process.argv[2] ?? "") as WorkerSettings;

function say(event: WorkerEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

/** Keeps runs in hand without starting anything: what is left is the way to the worker. */
const nothing: Runtime = {
  type: "none",
  async start() {
    return {
      id: "none",
      output: (async function* () {})(),
      ended: new Promise(() => {}),
      interrupt: async () => {},
      kill: async () => {},
    };
  },
};

const worker = await startWorker(
  {
    apiUrl,
    pool,
    warm: start === "warm" ? 1 : 0,
    ...(start === "none" && { limit: 1000 }),
    ...(transport !== "" && { transport: transport as Transport }),
    log: { info() {}, warn: console.error, error: console.error },
  },
  {
    runtimeOf(type, options) {
      const real = start === "none" ? nothing : runtimeOf(type, options);
      return (
        real && {
          ...real,
          start: (job) => {
            if (job.identity.program === "run") say({ event: "assigned", id: job.identity.flowRunId, at: Date.now() });
            return real.start(job);
          },
        }
      );
    },
  },
);
process.on("SIGTERM", () => void worker.kill().then(() => process.exit(0)));
say({ event: "ready" });
