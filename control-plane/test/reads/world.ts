import fc from "fast-check";
import { formatMicros, STATE_TYPES, uuidv7 } from "kedge/contract";
import type { Sql } from "../../src/db/connect.js";

/** A run of either kind, as far as filters and orders look at it. */
interface RunFacts {
  id: string;
  name: string;
  tags: string[];
  state_type: string | null;
  state_name: string | null;
  start_time: string | null;
  end_time: string | null;
  expected_start_time: string | null;
  next_scheduled_start_time: string | null;
}

export interface FlowFacts {
  id: string;
  name: string;
  tags: string[];
  created: string;
  updated: string;
}

export interface DeploymentFacts {
  id: string;
  flow_id: string;
  name: string;
  paused: boolean;
  tags: string[];
  work_pool_id: string | null;
  work_queue_id: string | null;
  work_queue_name: string | null;
  concurrency_limit: number | null;
  created: string;
  updated: string;
}

export interface FlowRunFacts extends RunFacts {
  flow_id: string;
  deployment_id: string | null;
  work_pool_id: string | null;
  work_queue_id: string | null;
  work_queue_name: string | null;
  flow_version: string | null;
  parent_task_run_id: string | null;
  idempotency_key: string | null;
  created_by: { id?: string; type?: string } | null;
}

export interface TaskRunFacts extends RunFacts {
  flow_run_id: string | null;
  task_key: string;
  dynamic_key: string;
}

export interface LogFacts {
  id: string;
  flow_run_id: string | null;
  task_run_id: string | null;
  timestamp: string;
  level: number;
  name: string;
  message: string;
}

export interface World {
  flows: FlowFacts[];
  work_pools: { id: string; name: string; type: string; default_queue_id: string }[];
  work_queues: { id: string; work_pool_id: string; name: string; priority: number }[];
  deployments: DeploymentFacts[];
  flow_runs: FlowRunFacts[];
  task_runs: TaskRunFacts[];
  logs: LogFacts[];
}

/** Small vocabularies, so that criteria meet rows: case, wildcards of LIKE, an escape, a comma and a quote among them. */
export const NAMES = ["train", "Train", "train_1", "trainX1", "50%", "5000", String.raw`back\slash`, 'a,"b"', "étl"];
export const TAGS = ["etl", "gpu", "nightly", "a b"];
export const STATE_NAMES = ["Running", "Late", "Completed", "my own"];
export const INSTANTS = [0, 1, 2, 1_000_000, 1_000_001, 3_600_000_000].map((offset) =>
  formatMicros(Date.UTC(2026, 2, 1) * 1000 + offset),
);
const MESSAGES = ["connection timeout", "Connection refused", 'said "hello" twice', "100% done", "warning: slow"];
const LOGGERS = ["kedge.flow_runs", "kedge.task_runs", "user"];

const name = fc.constantFrom(...NAMES);
const tags = fc.uniqueArray(fc.constantFrom(...TAGS), { maxLength: 3 });
const instant = fc.constantFrom(...INSTANTS);
const nullable = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null });

/** Always the same rows: a failure is found again. */
function sample<T>(count: number, seed: number, shape: { [K in keyof T]: fc.Arbitrary<T[K]> }): T[] {
  return fc.sample(fc.record(shape) as fc.Arbitrary<T>, { numRuns: count, seed });
}

const ids = (count: number) => Array.from({ length: count }, () => uuidv7());
const id = fc.constant(null).map(() => uuidv7());

const runFacts = {
  id,
  name,
  tags,
  state_type: nullable(fc.constantFrom(...STATE_TYPES)),
  state_name: nullable(fc.constantFrom(...STATE_NAMES)),
  start_time: nullable(instant),
  end_time: nullable(instant),
  expected_start_time: nullable(instant),
  next_scheduled_start_time: nullable(instant),
};

export function makeWorld(): World {
  const flows: FlowFacts[] = NAMES.map((name, i) => ({
    id: uuidv7(),
    name,
    tags: TAGS.slice(0, i % 3),
    created: INSTANTS[i % INSTANTS.length]!,
    updated: INSTANTS[(i * 5) % INSTANTS.length]!,
  }));
  const work_pools = ["local", "Local", "cluster"].map((name, i) => ({
    id: uuidv7(),
    name,
    type: i === 2 ? "kubernetes" : "process",
    default_queue_id: uuidv7(),
  }));
  const work_queues = work_pools.flatMap((pool) =>
    ["default", "High", "high-mem"].map((name, at) => ({
      id: uuidv7(),
      work_pool_id: pool.id,
      name,
      priority: at + 1,
    })),
  );
  const flow_id = fc.constantFrom(...flows.slice(0, 6).map((flow) => flow.id));
  const queued = nullable(fc.constantFrom(...work_queues)).map((queue) => ({
    work_pool_id: queue?.work_pool_id ?? null,
    work_queue_id: queue?.id ?? null,
    work_queue_name: queue?.name ?? null,
  }));
  const deployments = sample<
    Omit<DeploymentFacts, "work_pool_id" | "work_queue_id" | "work_queue_name"> & { queued: object }
  >(14, 11, {
    id,
    flow_id,
    name,
    paused: fc.boolean(),
    tags,
    concurrency_limit: nullable(fc.integer({ min: 0, max: 4 })),
    created: instant,
    updated: instant,
    queued,
  }).map(({ queued, ...rest }) => ({ ...rest, ...queued })) as DeploymentFacts[];
  const uniqueDeployments = [...new Map(deployments.map((row) => [`${row.flow_id} ${row.name}`, row])).values()];

  const runIds = ids(70);
  const taskIds = ids(70);
  const flow_runs = sample<FlowRunFacts & { queued: object }>(runIds.length, 12, {
    ...runFacts,
    flow_id,
    // A run may outlive its deployment.
    deployment_id: nullable(fc.constantFrom(uuidv7(), ...uniqueDeployments.map((row) => row.id))),
    flow_version: nullable(fc.constantFrom("v1", "v2")),
    parent_task_run_id: nullable(fc.constantFrom(uuidv7(), ...taskIds.slice(0, 20))),
    idempotency_key: fc.constant(null),
    created_by: nullable(fc.constantFrom({ id: uniqueDeployments[0]!.id, type: "DEPLOYMENT" }, { type: "AUTOMATION" })),
    work_pool_id: fc.constant(null),
    work_queue_id: fc.constant(null),
    work_queue_name: fc.constant(null),
    queued,
  }).map(({ queued, ...run }, i) => ({
    ...run,
    ...queued,
    id: runIds[i]!,
    idempotency_key: i % 3 === 0 ? `key-${i % 12}-${run.flow_id}` : null,
  }));
  const uniqueKeys = new Set<string>();
  for (const run of flow_runs) {
    if (run.idempotency_key !== null && uniqueKeys.has(run.idempotency_key)) run.idempotency_key = null;
    else if (run.idempotency_key !== null) uniqueKeys.add(run.idempotency_key);
  }
  const task_runs = sample<TaskRunFacts>(taskIds.length, 13, {
    ...runFacts,
    flow_run_id: nullable(fc.constantFrom(...runIds.slice(0, 25))),
    task_key: fc.constant("task"),
    dynamic_key: fc.constant(""),
  }).map((run, i) => ({ ...run, id: taskIds[i]!, dynamic_key: String(i) }));
  const logs = sample<LogFacts>(60, 14, {
    id,
    flow_run_id: nullable(fc.constantFrom(...runIds.slice(0, 5))),
    task_run_id: nullable(fc.constantFrom(...taskIds.slice(0, 5))),
    timestamp: instant,
    level: fc.constantFrom(10, 20, 30, 40),
    name: fc.constantFrom(...LOGGERS),
    message: fc.constantFrom(...MESSAGES),
  });
  return { flows, work_pools, work_queues, deployments: uniqueDeployments, flow_runs, task_runs, logs };
}

/** Stores the rows as they are; what filters don't look at takes the columns' defaults. */
export async function storeWorld(sql: Sql, workspace_id: string, world: World): Promise<void> {
  const inWorkspace = <T extends object>(rows: readonly T[]) => rows.map((row) => ({ workspace_id, ...row }));
  await sql`insert into flow ${sql(inWorkspace(world.flows))}`;
  await sql`insert into work_pool ${sql(inWorkspace(world.work_pools))}`;
  await sql`insert into work_queue ${sql(inWorkspace(world.work_queues))}`;
  // What a deployment's runs take a slot of is a row of its own.
  const limits = world.deployments.flatMap(({ id, concurrency_limit: slot_limit }) =>
    slot_limit === null ? [] : [{ id, name: `deployment:${id}`, slot_limit }],
  );
  await sql`insert into concurrency_limit ${sql(inWorkspace(limits))}`;
  await sql`insert into deployment ${sql(
    inWorkspace(world.deployments).map(({ concurrency_limit, ...row }) => ({
      ...row,
      concurrency_limit_id: concurrency_limit === null ? null : row.id,
    })),
  )}`;
  await sql`insert into flow_run ${sql(
    inWorkspace(world.flow_runs).map((run) => ({
      ...run,
      created_by: run.created_by && JSON.stringify(run.created_by),
    })),
  )}`;
  await sql`insert into task_run ${sql(inWorkspace(world.task_runs))}`;
  await sql`insert into log ${sql(inWorkspace(world.logs))}`;
}
