import { randomUUID } from "node:crypto";
import type { Sql } from "../src/db/connect.js";
import type { Fleet } from "./fleet.js";
import type { Random } from "./random.js";

export const POOL = "soak";
/** Less than the workers have: every limit is reached, and somebody waits for it. */
const POOL_LIMIT = 20;
const QUEUES = [
  { name: "urgent", priority: 2, concurrency_limit: null },
  { name: "usual", priority: 3, concurrency_limit: 10 },
  { name: "idle", priority: 4, concurrency_limit: 6 },
] as const;
/** Slots of a deployment of each queue; null for none. */
const DEPLOYMENT_LIMITS = [null, 5, 3];
const TICK_SECONDS = 2;
/** The contract's bound of one request. */
const MOST_AT_ONCE = 100;

export interface World {
  readonly deployments: readonly string[];
  /** One whose runs its schedule makes. */
  readonly scheduled: string;
}

/**
 * A pool with three queues, each with a deployment for each limit, and one with a schedule. Lost runs are started anew, however
 * often.
 */
export async function makeWorld(insist: Fleet["insist"]): Promise<World> {
  const flow = (await insist("POST", "/flows/", { name: "soak" })) as { id: string };
  await insist("POST", "/work_pools/", { name: POOL, type: "process", concurrency_limit: POOL_LIMIT });
  const deploy = async (name: string, queue: string, fields: object) => {
    const deployment = (await insist("POST", "/deployments/", {
      name,
      flow_id: flow.id,
      work_pool_name: POOL,
      work_queue_name: queue,
      entrypoint: "soak.ts:wait",
      on_crash_retries: 1000,
      ...fields,
    })) as { id: string };
    return deployment.id;
  };
  const deployments: string[] = [];
  for (const { name: queue, ...fields } of QUEUES) {
    await insist("POST", `/work_pools/${POOL}/queues`, { name: queue, ...fields });
    for (const limit of DEPLOYMENT_LIMITS) {
      deployments.push(await deploy(`${queue} ${limit ?? "unlimited"}`, queue, { concurrency_limit: limit }));
    }
  }
  const schedules = [{ schedule: { interval: TICK_SECONDS }, max_scheduled_runs: 2 }];
  return { deployments, scheduled: await deploy("scheduled", QUEUES[1].name, { schedules }) };
}

/**
 * Creates the runs, unless `signal` aborts. Each has a key of its own, and every request is sent to two servers at once, as when
 * an answer is lost: that creates none twice.
 */
export async function createRuns(
  { insist }: Fleet,
  { deployments }: World,
  { runs, random }: { runs: number; random: Random },
  signal: AbortSignal,
): Promise<void> {
  for (let made = 0; made < runs && !signal.aborted; made += MOST_AT_ONCE) {
    const batch = Array.from({ length: Math.min(MOST_AT_ONCE, runs - made) }, () => ({
      idempotency_key: randomUUID(),
    }));
    const path = `/deployments/${random.pick(deployments)}/create_flow_run/bulk`;
    await Promise.all([0, 1].map((first) => insist("POST", path, batch, { first })));
  }
}

export interface Progress {
  /** As many as were created, and the schedule's. */
  readonly runs: number;
  readonly ended: number;
  readonly completed: number;
  readonly cancelled: number;
  /** Runs that a worker has had in its hands. */
  readonly claimed: number;
  readonly attempts: number;
  readonly lateReports: number;
  readonly leases: number;
}

export async function progress(sql: Sql): Promise<Progress> {
  const [row] = await sql<[Progress]>`
    select count(*)::int as runs,
           count(*) filter (where is_terminal(state_type))::int as ended,
           count(*) filter (where state_type = 'COMPLETED')::int as completed,
           count(*) filter (where state_type = 'CANCELLED')::int as cancelled,
           count(*) filter (where attempt > 0)::int as claimed,
           coalesce(sum(attempt), 0)::int as attempts,
           (select count(*)::int from late_report) as "lateReports",
           (select count(*)::int from lease) as leases
    from flow_run`;
  return row;
}
