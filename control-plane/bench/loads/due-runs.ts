import type { Target } from "../load.js";
import { press } from "../press.js";

interface WithId {
  id: string;
}

/** A work pool with as many due runs as can be created in the time, and workers that have announced themselves. Returns its name. */
export async function makeDueRuns({ call }: Target, workers: number, seconds: number): Promise<string> {
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
  await press({ clients: 16, seconds }, async () => {
    await call("POST", `/deployments/${deployment.id}/create_flow_run`, {});
  });
  for (let worker = 0; worker < workers; worker += 1) {
    const heartbeat = { name: `w${worker}`, heartbeat_interval_seconds: 30 };
    await call("POST", `/work_pools/${pool}/workers/heartbeat`, heartbeat);
  }
  return pool;
}
