import type { Load, Target } from "../load.js";
import { latencyOf, result } from "../press.js";
import { Claims } from "./claims.js";
import { makeDueRuns } from "./due-runs.js";

const WORKERS = 8;
const PREFETCH_MS = 10_000;

/** Polls until nothing is due and claims what it is shown, as the worker of Prefect 3.8.8 does: several are shown the same runs. */
async function work({ call }: Target, pool: string, claims: Claims): Promise<void> {
  for (;;) {
    const due = await call<{ flow_run: { id: string } }[]>("POST", `/work_pools/${pool}/get_scheduled_flow_runs`, {
      scheduled_before: new Date(Date.now() + PREFETCH_MS).toISOString(),
      limit: 20,
    });
    if (due.length === 0) return;
    for (const { flow_run } of due) {
      const begun = performance.now();
      const state = { type: "PENDING", name: "Pending" };
      const { status } = await call<{ status: string }>("POST", `/flow_runs/${flow_run.id}/set_state`, { state });
      claims.latencies.push(performance.now() - begun);
      if (status === "ACCEPT") claims.add(flow_run.id); // else another worker was faster
    }
  }
}

/** How fast due runs find a worker, over the calls that the stock worker makes. */
export const stockClaim: Load = {
  title: `runs claimed by ${WORKERS} stock workers`,
  clients: 16,
  async run(target, { seconds }) {
    const pool = await makeDueRuns(target, WORKERS, seconds);
    const claims = new Claims();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: WORKERS }, () => work(target, pool, claims)));
    return result(claims.count, startedAt, latencyOf(claims.latencies));
  },
};
