import type {
  DeploymentFilter,
  FlowFilter,
  FlowRunFilter,
  LogFilter,
  RelatedFilters,
  TaskRunFilter,
  WorkPoolFilter,
  WorkQueueFilter,
} from "kedge/contract";
import type { DeploymentFacts, FlowFacts, FlowRunFacts, LogFacts, TaskRunFacts, World } from "./world.js";

/*
 * What the filters mean, said a second time and without SQL: over rows in memory, criterion by criterion. A comparison with
 * null is false, which is what SQL makes of it where nothing is negated around it.
 */

type Maybe<T> = T | null | undefined;
type Test = boolean | null | undefined;

/** Criteria that were not given are left out; none given: true. */
function combined(operator: Maybe<"and_" | "or_">, tests: readonly Test[]): boolean {
  const given = tests.filter((test) => test != null);
  if (given.length === 0) return true;
  return operator === "or_" ? given.includes(true) : !given.includes(false);
}

const given = <C, T>(criteria: Maybe<C>, test: (criteria: C) => T): T | null =>
  criteria == null ? null : test(criteria);

function inSet(
  value: string | null,
  { any_, not_any_ }: { any_?: Maybe<string[]>; not_any_?: Maybe<string[]> },
): boolean {
  if (any_ && (value === null || !any_.includes(value))) return false;
  return !(not_any_ && not_any_.length > 0 && (value === null || not_any_.includes(value)));
}

interface NullableSet {
  operator?: Maybe<"and_" | "or_">;
  any_?: Maybe<string[]>;
  is_null_?: Maybe<boolean>;
}

function inNullableSet(value: string | null, { operator, any_, is_null_ }: NullableSet): boolean {
  return combined(operator, [
    given(any_, (any) => value !== null && any.includes(value)),
    given(is_null_, (isNull) => isNull === (value === null)),
  ]);
}

const contains = (value: string, text: string) => value.toLowerCase().includes(text.toLowerCase());

function nameMatches(value: string, { any_, like_ }: { any_?: Maybe<string[]>; like_?: Maybe<string> }): boolean {
  return (!any_ || any_.includes(value)) && (!like_ || contains(value, like_));
}

interface TagCriteria {
  operator?: Maybe<"and_" | "or_">;
  all_?: Maybe<string[]>;
  any_?: Maybe<string[]>;
  is_null_?: Maybe<boolean>;
}

function tagsMatch(tags: string[], { operator, all_, any_, is_null_ }: TagCriteria): boolean {
  return combined(operator, [
    all_ && all_.length > 0 ? all_.every((tag) => tags.includes(tag)) : null,
    given(any_, (any) => any.some((tag) => tags.includes(tag))),
    given(is_null_, (isNull) => isNull === (tags.length === 0)),
  ]);
}

interface TimeCriteria {
  before_?: Maybe<string>;
  after_?: Maybe<string>;
  is_null_?: Maybe<boolean>;
}

/** Canonical instants sort as text. */
function timeMatches(time: string | null, { before_, after_, is_null_ }: TimeCriteria, column = time): boolean {
  if (before_ && (time === null || time > before_)) return false;
  if (after_ && (time === null || time < after_)) return false;
  return is_null_ == null || is_null_ === (column === null);
}

function numberMatches(
  value: number | null,
  { ge_, le_, is_null_ }: { ge_?: Maybe<number>; le_?: Maybe<number>; is_null_?: Maybe<boolean> },
): boolean {
  if (ge_ != null && (value === null || value < ge_)) return false;
  if (le_ != null && (value === null || value > le_)) return false;
  return is_null_ == null || is_null_ === (value === null);
}

function stateMatches(run: FlowRunFacts | TaskRunFacts, asked: NonNullable<FlowRunFilter["state"]>): boolean {
  const asks = (criteria: Maybe<{ any_?: Maybe<string[]>; not_any_?: Maybe<string[]> }>) =>
    criteria != null && (criteria.any_ != null || (criteria.not_any_ != null && criteria.not_any_.length > 0));
  return combined(asked.operator, [
    asks(asked.type) ? inSet(run.state_type, asked.type!) : null,
    asks(asked.name) ? inSet(run.state_name, asked.name!) : null,
  ]);
}

export function referenceOf(world: World) {
  const flowsById = new Map(world.flows.map((row) => [row.id, row]));
  const tasksById = new Map(world.task_runs.map((row) => [row.id, row]));
  const runsById = new Map(world.flow_runs.map((row) => [row.id, row]));

  const flowMatches = (row: FlowFacts, f: FlowFilter): boolean =>
    combined(f.operator, [
      given(f.id, (c) => inSet(row.id, c)),
      given(f.deployment, ({ is_null_ }) =>
        is_null_ == null ? true : is_null_ !== world.deployments.some((deployment) => deployment.flow_id === row.id),
      ),
      given(f.name, (c) => nameMatches(row.name, c)),
      given(f.tags, (c) => tagsMatch(row.tags, c)),
    ]);

  const deploymentMatches = (row: DeploymentFacts, f: DeploymentFilter): boolean =>
    combined(f.operator, [
      given(f.id, (c) => inSet(row.id, c)),
      given(f.name, (c) => nameMatches(row.name, c)),
      given(f.flow_or_deployment_name, ({ like_ }) =>
        like_ ? contains(row.name, like_) || contains(flowsById.get(row.flow_id)!.name, like_) : true,
      ),
      given(f.paused, ({ eq_ }) => eq_ == null || row.paused === eq_),
      given(f.tags, (c) => tagsMatch(row.tags, c)),
      given(f.work_queue_name, (c) => inSet(row.work_queue_name, c)),
      given(f.concurrency_limit, (c) => numberMatches(row.concurrency_limit, c)),
    ]);

  const poolMatches = (poolId: string | null, f: WorkPoolFilter): boolean =>
    world.work_pools.some(
      (row) =>
        row.id === poolId &&
        combined(f.operator, [
          given(f.id, (c) => inSet(row.id, c)),
          given(f.name, (c) => inSet(row.name, c)),
          given(f.type, (c) => inSet(row.type, c)),
        ]),
    );

  const queueMatches = (queueId: string | null, f: WorkQueueFilter): boolean =>
    world.work_queues.some(
      (row) =>
        row.id === queueId &&
        combined(f.operator, [
          given(f.id, (c) => inSet(row.id, c)),
          given(
            f.name,
            ({ any_, startswith_ }) =>
              (!any_ || any_.includes(row.name)) &&
              (!startswith_ ||
                startswith_.length === 0 ||
                startswith_.some((prefix) => row.name.toLowerCase().startsWith(prefix.toLowerCase()))),
          ),
        ]),
    );

  const flowRunMatches = (row: FlowRunFacts, f: FlowRunFilter): boolean =>
    combined(f.operator, [
      given(f.id, (c) => inSet(row.id, c)),
      given(f.name, (c) => nameMatches(row.name, c)),
      given(f.tags, (c) => tagsMatch(row.tags, c)),
      given(f.deployment_id, (c) => inNullableSet(row.deployment_id, c)),
      given(f.work_queue_name, (c) => inNullableSet(row.work_queue_name, c)),
      given(f.state, (c) => stateMatches(row, c)),
      given(f.flow_version, (c) => inSet(row.flow_version, c)),
      given(f.start_time, (c) => timeMatches(row.start_time ?? row.expected_start_time, c, row.start_time)),
      given(f.end_time, (c) => timeMatches(row.end_time, c)),
      given(f.expected_start_time, (c) => timeMatches(row.expected_start_time, c)),
      given(f.next_scheduled_start_time, (c) => timeMatches(row.next_scheduled_start_time, c)),
      given(f.parent_flow_run_id, ({ any_ }) => {
        if (!any_) return true;
        const parent = tasksById.get(row.parent_task_run_id ?? "")?.flow_run_id;
        return parent != null && any_.includes(parent);
      }),
      given(f.parent_task_run_id, (c) => inNullableSet(row.parent_task_run_id, c)),
      given(f.idempotency_key, (c) => inSet(row.idempotency_key, c)),
      given(f.created_by, (c) =>
        combined(c.operator, [
          given(c.id_, (any) => any.includes(row.created_by?.id ?? "")),
          given(c.type_, (any) => any.includes(row.created_by?.type ?? "")),
          given(c.is_null_, (isNull) => isNull === (row.created_by === null)),
        ]),
      ),
    ]);

  const taskRunMatches = (row: TaskRunFacts, f: TaskRunFilter): boolean =>
    combined(f.operator, [
      given(f.id, (c) => inSet(row.id, c)),
      given(f.name, (c) => nameMatches(row.name, c)),
      given(f.tags, (c) => tagsMatch(row.tags, c)),
      given(f.state, (c) => stateMatches(row, c)),
      given(f.start_time, (c) => timeMatches(row.start_time, c)),
      given(f.end_time, (c) => timeMatches(row.end_time, c)),
      given(f.expected_start_time, (c) => timeMatches(row.expected_start_time, c)),
      given(f.subflow_runs, ({ exists_ }) =>
        exists_ == null ? true : exists_ === world.flow_runs.some((run) => run.parent_task_run_id === row.id),
      ),
      given(f.flow_run_id, ({ any_, is_null_ }) => {
        if (is_null_ === true) return row.flow_run_id === null;
        if (any_) return row.flow_run_id !== null && any_.includes(row.flow_run_id);
        return is_null_ === null || row.flow_run_id !== null;
      }),
    ]);

  const isFlowRun = (row: FlowRunFacts, f: RelatedFilters): boolean =>
    combined("and_", [
      given(f.flow_runs, (c) => flowRunMatches(row, c)),
      given(f.flows, (c) => flowMatches(flowsById.get(row.flow_id)!, c)),
      given(f.deployments, (c) => world.deployments.some((d) => d.id === row.deployment_id && deploymentMatches(d, c))),
      given(f.work_pools, (c) => poolMatches(row.work_pool_id, c)),
      given(f.work_pool_queues, (c) => queueMatches(row.work_queue_id, c)),
      given(f.task_runs, (c) => world.task_runs.some((task) => task.flow_run_id === row.id && taskRunMatches(task, c))),
    ]);

  /** Whether some run of these matches all that concerns runs. */
  const someRun = (runs: FlowRunFacts[], { flow_runs, task_runs }: RelatedFilters): Test =>
    (flow_runs ?? task_runs) ? runs.some((run) => isFlowRun(run, { flow_runs, task_runs })) : null;

  const isDeployment = (row: DeploymentFacts, f: RelatedFilters): boolean =>
    combined("and_", [
      given(f.deployments, (c) => deploymentMatches(row, c)),
      given(f.flows, (c) => flowMatches(flowsById.get(row.flow_id)!, c)),
      given(f.work_pools, (c) => poolMatches(row.work_pool_id, c)),
      given(f.work_pool_queues, (c) => queueMatches(row.work_queue_id, c)),
      someRun(
        world.flow_runs.filter((run) => run.deployment_id === row.id),
        f,
      ),
    ]);

  const isFlow = (row: FlowFacts, f: RelatedFilters): boolean => {
    const { deployments, work_pools, work_pool_queues } = f;
    const own = world.deployments.filter((deployment) => deployment.flow_id === row.id);
    return combined("and_", [
      given(f.flows, (c) => flowMatches(row, c)),
      (deployments ?? work_pools ?? work_pool_queues)
        ? own.some((deployment) => isDeployment(deployment, { deployments, work_pools, work_pool_queues }))
        : null,
      someRun(
        world.flow_runs.filter((run) => run.flow_id === row.id),
        f,
      ),
    ]);
  };

  const isTaskRun = (row: TaskRunFacts, { task_runs, ...ofFlowRun }: RelatedFilters): boolean => {
    const asksForFlowRun = Object.values(ofFlowRun).some((filter) => filter != null);
    const flowRun = runsById.get(row.flow_run_id ?? "");
    return combined("and_", [
      given(task_runs, (c) => taskRunMatches(row, c)),
      asksForFlowRun ? flowRun !== undefined && isFlowRun(flowRun, ofFlowRun) : null,
    ]);
  };

  const isLog = (row: LogFacts, f: LogFilter): boolean =>
    combined(f.operator, [
      given(f.level, (c) => numberMatches(row.level, c)),
      given(f.timestamp, (c) => timeMatches(row.timestamp, c)),
      given(f.flow_run_id, (c) => inSet(row.flow_run_id, c)),
      given(f.task_run_id, (c) => inNullableSet(row.task_run_id, c)),
      given(f.text, ({ query }) => textMatches(`${row.message} ${row.name}`, query)),
    ]);

  return { isFlow, isDeployment, isFlowRun, isTaskRun, isLog };
}

/** Words only: phrases and signs are tested where they are parsed. */
function textMatches(text: string, query: string): boolean {
  const words = query.split(" ").filter((word) => word !== "");
  const signed = (sign: string) => words.filter((word) => word.startsWith(sign)).map((word) => word.slice(1));
  const include = words.filter((word) => !/^[-+]/.test(word));
  return (
    (include.length === 0 || include.some((word) => contains(text, word))) &&
    signed("+").every((word) => contains(text, word)) &&
    !signed("-").some((word) => contains(text, word))
  );
}
