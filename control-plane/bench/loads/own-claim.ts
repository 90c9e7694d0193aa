import { randomUUID } from "node:crypto";
import type { Load, Target } from "../load.js";
import { latencyOf, result } from "../press.js";
import { Claims } from "./claims.js";
import { makeDueRuns } from "./due-runs.js";

const WORKERS = 8;
const SLOTS = 20;

/** Claims until nothing is due, as Kedge's worker does: one call moves, fences and leases as many runs as it has slots. */
async function work({ call }: Target, pool: string, worker: number, claims: Claims): Promise<void> {
  const body = { session_id: randomUUID(), worker_name: `w${worker}`, slots: SLOTS };
  for (;;) {
    const begun = performance.now();
    const { runs } = await call<{ runs: { flow_run: { id: string } }[] }>("POST", `/work_pools/${pool}/claim`, body);
    if (runs.length === 0) return;
    claims.latencies.push(performance.now() - begun);
    for (const { flow_run } of runs) claims.add(flow_run.id);
  }
}

/** How fast due runs find a Kedge worker over REST. */
export const ownClaim: Load = {
  title: `runs claimed by ${WORKERS} Kedge workers`,
  clients: 16,
  inPeersPlace: "stock-claim",
  async run(target, { seconds }) {
    const pool = await makeDueRuns(target, WORKERS, seconds);
    const claims = new Claims();
    const startedAt = performance.now();
    await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(target, pool, worker, claims)));
    return result(claims.count, startedAt, latencyOf(claims.latencies));
  },
};
