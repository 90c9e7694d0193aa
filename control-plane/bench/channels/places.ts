import type { Call } from "../http.js";

/** Where the worker of a number is: its pool, and the one queue that it serves. */
export interface Place {
  readonly pool: string;
  readonly queue: string;
}

export const POOLS = 100;
/** The first workers serve a queue that nobody else does: it is known who must be given its runs. The rest share their pool's. */
export const KNOWN_WORKERS = 50;

export function placeOf(worker: number): Place {
  return { pool: `channels-${worker % POOLS}`, queue: worker < KNOWN_WORKERS ? `only-${worker}` : "default" };
}

/** Creates a run that only the worker of this number can take; resolves with the run's id. */
export type CreateRun = (worker: number) => Promise<string>;

/** Makes the pools and queues, and a deployment for each of the known workers. */
export async function makePlaces(call: Call): Promise<CreateRun> {
  for (let pool = 0; pool < POOLS; pool += 1) {
    await call("POST", "/work_pools/", { name: placeOf(pool).pool, type: "process" });
  }
  const flow = await call<{ id: string }>("POST", "/flows/", { name: "channels" });
  const deployments: string[] = [];
  for (let worker = 0; worker < KNOWN_WORKERS; worker += 1) {
    const { pool, queue } = placeOf(worker);
    await call("POST", `/work_pools/${pool}/queues`, { name: queue });
    const deployment = await call<{ id: string }>("POST", "/deployments/", {
      name: queue,
      flow_id: flow.id,
      work_pool_name: pool,
      work_queue_name: queue,
      entrypoint: "flow.ts:flow",
      enforce_parameter_schema: false,
    });
    deployments.push(deployment.id);
  }
  return async (worker) => {
    const run = await call<{ id: string }>("POST", `/deployments/${deployments[worker]}/create_flow_run`, {});
    return run.id;
  };
}
