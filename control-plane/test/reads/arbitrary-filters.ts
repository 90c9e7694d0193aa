import fc from "fast-check";
import {
  STATE_TYPES,
  type DeploymentFilter,
  type FlowFilter,
  type FlowRunFilter,
  type LogFilter,
  type RelatedFilters,
  type TaskRunFilter,
  type WorkPoolFilter,
  type WorkQueueFilter,
} from "kedge/contract";
import { INSTANTS, NAMES, STATE_NAMES, TAGS, type World } from "./world.js";

/** Filters as clients write them: most criteria absent, some null, lists often of one, sometimes empty. */
export function arbitraryFilters(world: World) {
  const among = (values: readonly string[]) => fc.array(fc.constantFrom(...values), { maxLength: 4 });
  const idsOf = (rows: readonly { id: string }[]) => among(rows.map((row) => row.id));
  const maybe = <T>(values: fc.Arbitrary<T>) =>
    fc.oneof(
      { weight: 3, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: values },
    );
  const seldom = <T>(values: fc.Arbitrary<T>) =>
    fc.oneof(
      { weight: 9, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant(null) },
      { weight: 3, arbitrary: values },
    );

  const operator = maybe(fc.constantFrom("and_" as const, "or_" as const));
  const flag = maybe(fc.boolean());
  const instant = maybe(fc.constantFrom(...INSTANTS));
  const set = (values: readonly string[]) => fc.record({ any_: maybe(among(values)), not_any_: maybe(among(values)) });
  const anyOf = (values: readonly string[]) => fc.record({ any_: maybe(among(values)) });
  const nullableSet = (values: readonly string[]) =>
    fc.record({ operator, any_: maybe(among(values)), is_null_: flag });
  const name = fc.record({
    any_: maybe(among(NAMES)),
    like_: maybe(fc.constantFrom("", "TRAIN", "rain_", "%", "0%", "_", "\\", '"b', "x1", "étl")),
  });
  const tags = fc.record({ operator, all_: maybe(among(TAGS)), any_: maybe(among(TAGS)), is_null_: flag });
  const tagsWithoutAny = fc.record({ operator, all_: maybe(among(TAGS)), is_null_: flag });
  const time = fc.record({ before_: instant, after_: instant, is_null_: flag });
  const timeWithoutNull = fc.record({ before_: instant, after_: instant });
  const state = fc.record({
    operator,
    type: maybe(set(STATE_TYPES) as fc.Arbitrary<NonNullable<NonNullable<FlowRunFilter["state"]>["type"]>>),
    name: maybe(set(STATE_NAMES)),
  });

  const flows: fc.Arbitrary<FlowFilter> = fc.record({
    operator,
    id: seldom(set(world.flows.map((row) => row.id))),
    deployment: seldom(fc.record({ is_null_: flag })),
    name: seldom(name),
    tags: seldom(tagsWithoutAny),
  });
  const queueNames = ["default", "High", "high-mem"];
  const flow_runs: fc.Arbitrary<FlowRunFilter> = fc.record({
    operator,
    id: seldom(set(world.flow_runs.map((row) => row.id))),
    name: seldom(name),
    tags: seldom(tags),
    deployment_id: seldom(nullableSet(world.deployments.map((row) => row.id))),
    work_queue_name: seldom(nullableSet(queueNames)),
    state: seldom(state),
    flow_version: seldom(anyOf(["v1", "v2", "v3"])),
    start_time: seldom(time),
    end_time: seldom(time),
    expected_start_time: seldom(timeWithoutNull),
    next_scheduled_start_time: seldom(timeWithoutNull),
    parent_flow_run_id: seldom(fc.record({ any_: maybe(idsOf(world.flow_runs.slice(0, 25))) })),
    parent_task_run_id: seldom(nullableSet(world.task_runs.slice(0, 20).map((row) => row.id))),
    idempotency_key: seldom(set(world.flow_runs.flatMap((row) => row.idempotency_key ?? []))),
    created_by: seldom(
      fc.record({
        operator,
        id_: maybe(idsOf(world.deployments.slice(0, 2))),
        type_: maybe(among(["DEPLOYMENT", "AUTOMATION"])),
        is_null_: flag,
      }),
    ),
  });
  const task_runs: fc.Arbitrary<TaskRunFilter> = fc.record({
    operator,
    id: seldom(fc.record({ any_: maybe(idsOf(world.task_runs)) })),
    name: seldom(name),
    tags: seldom(tagsWithoutAny),
    state: seldom(state),
    start_time: seldom(time),
    end_time: seldom(time),
    expected_start_time: seldom(timeWithoutNull),
    subflow_runs: seldom(fc.record({ exists_: flag })),
    flow_run_id: seldom(nullableSet(world.flow_runs.slice(0, 25).map((row) => row.id))),
  });
  const deployments: fc.Arbitrary<DeploymentFilter> = fc.record({
    operator,
    id: seldom(set(world.deployments.map((row) => row.id))),
    name: seldom(name),
    flow_or_deployment_name: seldom(fc.record({ like_: maybe(fc.constantFrom("train", "%", "BACK")) })),
    paused: seldom(fc.record({ eq_: flag })),
    tags: seldom(tags),
    work_queue_name: seldom(anyOf(queueNames)),
    concurrency_limit: seldom(
      fc.record({
        ge_: maybe(fc.integer({ min: 0, max: 4 })),
        le_: maybe(fc.integer({ min: 0, max: 4 })),
        is_null_: flag,
      }),
    ),
  });
  const work_pools: fc.Arbitrary<WorkPoolFilter> = fc.record({
    operator,
    id: seldom(fc.record({ any_: maybe(idsOf(world.work_pools)) })),
    name: seldom(anyOf(["local", "Local", "cluster"])),
    type: seldom(anyOf(["process", "kubernetes"])),
  });
  const work_pool_queues: fc.Arbitrary<WorkQueueFilter> = fc.record({
    operator,
    id: seldom(fc.record({ any_: maybe(idsOf(world.work_queues)) })),
    name: seldom(fc.record({ any_: maybe(among(queueNames)), startswith_: maybe(among(["high", "D", "", "h_"])) })),
  });
  const related: fc.Arbitrary<RelatedFilters> = fc.record({
    flows: seldom(flows),
    flow_runs: maybe(flow_runs),
    task_runs: seldom(task_runs),
    deployments: seldom(deployments),
    work_pools: seldom(work_pools),
    work_pool_queues: seldom(work_pool_queues),
  });
  const word = fc.constantFrom("connection", "HELLO", "100%", "slow", "user", "task", "'", "_");
  const logs: fc.Arbitrary<LogFilter> = fc.record({
    operator,
    level: seldom(fc.record({ ge_: maybe(fc.constantFrom(10, 20, 35)), le_: maybe(fc.constantFrom(20, 30)) })),
    timestamp: seldom(timeWithoutNull),
    flow_run_id: seldom(fc.record({ any_: maybe(idsOf(world.flow_runs.slice(0, 6))) })),
    task_run_id: seldom(nullableSet(world.task_runs.slice(0, 6).map((row) => row.id))),
    text: seldom(
      fc
        .array(fc.tuple(fc.constantFrom("", "", "-", "+"), word), { maxLength: 4 })
        .map((words) => ({ query: words.map(([sign, text]) => sign + text).join(" ") })),
    ),
  });
  return { flows, flow_runs, task_runs, deployments, related, logs };
}
