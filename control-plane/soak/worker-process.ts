/**
 * Kedge's worker in a process to be killed, whose jobs are short waits inside it: when it dies they die with it, as on a
 * machine that is lost. What they leave in their outbox the next one delivers. `worker-process.ts <settings as JSON>`; prints a
 * line once it pulls.
 */
import type { JobHandle, Runtime } from "@kedge/work-pools/runtimes";
import { startWorker } from "@kedge/worker";
import { createClient } from "kedge/client";
import { Outbox, sendOverHttp } from "kedge/outbox";
import { carryOut } from "./short-job.js";

export interface WorkerSettings {
  readonly apiUrl: string;
  readonly pool: string;
  readonly name: string;
  readonly slots: number;
  readonly leaseSeconds: number;
  readonly jobMs: number;
  readonly outboxPath: string;
}

const settings = JSON.parse(process.argv[2] ?? "") as WorkerSettings;
const { apiUrl, outboxPath } = settings;

const outbox = new Outbox({
  root: outboxPath,
  note: { apiUrl, flowRunId: null },
  send: sendOverHttp(createClient({ apiUrl, retry: { retries: 0 } })),
  onTrouble: (problem) => problem && process.stderr.write(`${settings.name}'s outbox: ${problem}\n`),
});

const waits: Runtime = {
  type: "process",
  async start(job): Promise<JobHandle> {
    const killed = new AbortController();
    const ended = carryOut(job, { outbox, jobMs: settings.jobMs, signal: killed.signal });
    return {
      id: `${settings.name} ${job.identity.fence}`,
      output: (async function* () {})(),
      ended,
      interrupt: async () => killed.abort(),
      async kill() {
        killed.abort();
        await ended;
      },
    };
  },
};

await startWorker(
  {
    apiUrl,
    pool: settings.pool,
    name: settings.name,
    limit: settings.slots,
    leaseSeconds: settings.leaseSeconds,
    outboxPath,
    log: { info() {}, warn() {}, error() {} },
  },
  { runtimeOf: () => waits },
);
process.stdout.write("pulling\n");
// A closed input ends it with the soak that made it.
process.stdin.on("end", () => process.exit(1)).resume();
