import { latencyOf, press, result } from "../press.js";
import type { Load, LoadResult, Target } from "../load.js";

const WORKERS = 8;
const PREFETCH_MS = 10_000;

interface WithId {
  id: string;
}

async function makePool({ call }: Target): Promise<{ pool: string; deploymentId: string }> {
  const pool = `bench-${Date.now()}`;
  await call("POST", "/work_pools/", { name: pool, type: "process" });
  const flow = await call<WithId>("POST", "/flows/", { name: "bench-claim" });
  const deployment = await call<WithId>("POST", "/deployments/", {
    name: pool,
    flow_id: flow.id,
    work_pool_name: pool,
    entrypoint: "flow.py:flow",
    enforce_parameter_schema: false,
  });
  return { pool, deploymentId: deployment.id };
}

/** Polls until nothing is due and claims what it is shown, as the worker of Prefect 3.8.8 does: everyone is shown the same runs. */
async function claimAll({ call }: Target, pool: string): Promise<LoadResult> {
  const claimed = new Set<string>();
  const latencies: number[] = [];
  const startedAt = performance.now();

  async function worker(): Promise<void> {
    for (;;) {
      const due = await call<{ flow_run: WithId }[]>("POST", `/work_pools/${pool}/get_scheduled_flow_runs`, {
        scheduled_before: new Date(Date.now() + PREFETCH_MS).toISOString(),
        limit: 20,
      });
      if (due.length === 0) return;
      for (const { flow_run } of due) {
        const begun = performance.now();
        const { status } = await call<{ status: string }>("POST", `/flow_runs/${flow_run.id}/set_state`, {
          state: { type: "PENDING", name: "Pending" },
        });
        latencies.push(performance.now() - begun);
        if (status !== "ACCEPT") continue; // another worker was faster
        if (claimed.has(flow_run.id)) throw new Error(`run ${flow_run.id} was given to two workers`);
        claimed.add(flow_run.id);
      }
    }
  }

  await Promise.all(Array.from({ length: WORKERS }, worker));
  return result(claimed.size, startedAt, latencyOf(latencies));
}

/** How fast due runs find a worker, over the calls that the stock worker makes. As many are made due as can be made in the time. */
export const stockClaim: Load = {
  title: `runs claimed by ${WORKERS} stock workers`,
  clients: 16,
  async run(target, { seconds }) {
    const { pool, deploymentId } = await makePool(target);
    await press({ clients: 16, seconds }, async () => {
      await target.call("POST", `/deployments/${deploymentId}/create_flow_run`, {});
    });
    for (let worker = 0; worker < WORKERS; worker += 1) {
      const heartbeat = { name: `w${worker}`, heartbeat_interval_seconds: 30 };
      await target.call("POST", `/work_pools/${pool}/workers/heartbeat`, heartbeat);
    }
    return claimAll(target, pool);
  },
};
