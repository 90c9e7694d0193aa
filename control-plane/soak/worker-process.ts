/**
 * Kedge's worker in a process to be killed, whose jobs are short waits inside it: when it dies they die with it, as on a
 * machine that is lost. `worker-process.ts <settings as JSON>`; prints a line once it pulls.
 */
import { setTimeout as wait } from "node:timers/promises";
import type { Job, JobEnd, JobHandle, Runtime } from "@kedge/work-pools/runtimes";
import { startWorker } from "@kedge/worker";
import { createClient } from "kedge/client";
import { setFlowRunState } from "kedge/contract";

export interface WorkerSettings {
  readonly apiUrl: string;
  readonly pool: string;
  readonly name: string;
  readonly slots: number;
  readonly leaseSeconds: number;
  readonly jobMs: number;
}

const settings = JSON.parse(process.argv[2] ?? "") as WorkerSettings;

/** Reports as a run's own process does: under its fence, and again for as long as nobody answers. */
async function carryOut({ identity, plane }: Job, signal: AbortSignal): Promise<JobEnd> {
  const client = createClient({ apiUrl: plane.apiUrl, fence: identity.fence });
  const report = (type: "RUNNING" | "COMPLETED") =>
    client.call(setFlowRunState, {
      params: { id: identity.flowRunId },
      body: { state: { type }, force: false },
      signal,
    });
  try {
    await report("RUNNING");
    await wait(settings.jobMs * (0.5 + Math.random()), undefined, { signal });
    await report("COMPLETED");
    return { kind: "exited", code: 0 };
  } catch {
    // Killed, or told that the attempt is over: either way the job has ended without a word of its own.
    return { kind: "signalled", signal: "SIGKILL" };
  }
}

const waits: Runtime = {
  type: "process",
  async start(job): Promise<JobHandle> {
    const killed = new AbortController();
    const ended = carryOut(job, killed.signal);
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
    apiUrl: settings.apiUrl,
    pool: settings.pool,
    name: settings.name,
    limit: settings.slots,
    leaseSeconds: settings.leaseSeconds,
    log: { info() {}, warn() {}, error() {} },
  },
  { runtimeOf: () => waits },
);
process.stdout.write("pulling\n");
// A closed input ends it with the soak that made it.
process.stdin.on("end", () => process.exit(1)).resume();
