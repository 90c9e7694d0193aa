import { randomUUID } from "node:crypto";
import type { Sql } from "../src/db/connect.js";
import type { Random } from "./random.js";

/** Asks a server until one answers. */
export type Insist = (method: string, path: string, body: object) => Promise<unknown>;

export const POOL = "soak";
export const POOL_LIMIT = 60;
const QUEUES = [
  { name: "urgent", priority: 2, concurrency_limit: null },
  { name: "usual", priority: 3, concurrency_limit: 24 },
  { name: "idle", priority: 4, concurrency_limit: 12 },
] as const;
/** Slots of a deployment of each queue; null for none. */
const DEPLOYMENT_LIMITS = [null, 8, 3];
/** The contract's bound of one request. */
const MOST_AT_ONCE = 100;

/** A pool with three queues, each with a deployment for each limit. Lost runs are started anew, however often. */
export async function makeWorld(insist: Insist): Promise<readonly string[]> {
  const flow = (await insist("POST", "/flows/", { name: "soak" })) as { id: string };
  await insist("POST", "/work_pools/", { name: POOL, type: "process", concurrency_limit: POOL_LIMIT });
  const deployments: string[] = [];
  for (const { name: queue, ...fields } of QUEUES) {
    await insist("POST", `/work_pools/${POOL}/queues`, { name: queue, ...fields });
    for (const limit of DEPLOYMENT_LIMITS) {
      const deployment = (await insist("POST", "/deployments/", {
        name: `${queue} ${limit ?? "unlimited"}`,
        flow_id: flow.id,
        work_pool_name: POOL,
        work_queue_name: queue,
        entrypoint: "soak.ts:wait",
        concurrency_limit: limit,
        on_crash_retries: 1000,
      })) as { id: string };
      deployments.push(deployment.id);
    }
  }
  return deployments;
}

/** Creates the runs. Each has a key of its own, so that a request that is sent again creates none twice. */
export async function createRuns(
  insist: Insist,
  deployments: readonly string[],
  { runs, random }: { runs: number; random: Random },
): Promise<void> {
  for (let made = 0; made < runs; made += MOST_AT_ONCE) {
    const batch = Array.from({ length: Math.min(MOST_AT_ONCE, runs - made) }, () => ({
      idempotency_key: randomUUID(),
    }));
    await insist("POST", `/deployments/${random.pick(deployments)}/create_flow_run/bulk`, batch);
  }
}

export interface Progress {
  readonly ended: number;
  readonly completed: number;
  readonly attempts: number;
  readonly lateReports: number;
  readonly leases: number;
}

export async function progress(sql: Sql): Promise<Progress> {
  const [row] = await sql<[Progress]>`
    select count(*) filter (where is_terminal(state_type))::int as ended,
           count(*) filter (where state_type = 'COMPLETED')::int as completed,
           coalesce(sum(attempt), 0)::int as attempts,
           (select count(*)::int from late_report) as "lateReports",
           (select count(*)::int from lease) as leases
    from flow_run`;
  return row;
}
