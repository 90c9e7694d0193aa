import type { JobIdentity, Runtime } from "@kedge/work-pools/runtimes";
import { uuidv7 } from "kedge/contract";
import type { Clock } from "./clock.js";
import { decideReport } from "./final-report.js";
import { insist } from "./insist.js";
import type { WorkerLog } from "./log.js";
import { isStaleFence, messageOf, type Plane } from "./plane.js";

export interface RemnantOptions {
  readonly plane: Plane;
  readonly gracePeriodMs: number;
  readonly stopNow: AbortSignal;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: WorkerLog;
}

/**
 * Ends what workers that are gone have left running. A worker that cannot must not start: what goes on unseen here is what
 * the plane has promised to be over.
 */
export async function reapRemnants(runtime: Runtime, log: WorkerLog): Promise<readonly JobIdentity[]> {
  const remnants = (await runtime.reapRemnants?.()) ?? [];
  for (const { flowRunId, worker } of remnants) {
    log.warn(`Ended what worker ${worker} had left running`, { flow_run_id: flowRunId });
  }
  return remnants;
}

/** Tells the plane of runs whose jobs were ended, rather than letting it find out by the end of their leases. Never rejects. */
export async function reportRemnants(remnants: readonly JobIdentity[], options: RemnantOptions): Promise<void> {
  const runs = remnants.filter(({ program }) => program === "run");
  await Promise.all(runs.map((job) => report(job, options)));
}

async function report({ flowRunId, fence }: JobIdentity, options: RemnantOptions): Promise<void> {
  const plane = options.plane.forRun(flowRunId, fence);
  const patience = { ...options, signal: options.stopNow };
  const { gracePeriodMs } = options;
  try {
    // What the run itself has said stands above whatever is said for it.
    await plane.collect?.(patience.signal);
    const run = await insist(() => plane.readRun(), patience);
    const end = { kind: "signalled", signal: "SIGKILL" } as const;
    const outcome = { end, stopReason: "worker-stopped", killed: true, gracePeriodMs, lastErrors: [] } as const;
    const state = decideReport(outcome, run);
    if (state === null) return;
    const proposal = { ...state, state_details: { transition_id: uuidv7() } };
    await insist(() => plane.proposeState(proposal, patience.signal), patience);
  } catch (error) {
    // Its lease has lapsed meanwhile, or will: the plane then says itself what became of the run.
    if (isStaleFence(error)) return;
    options.log.warn("A run that was left behind could not be reported", {
      flow_run_id: flowRunId,
      error: messageOf(error),
    });
  }
}
