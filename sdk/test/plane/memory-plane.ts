import { ErrorAnswer, type FakePlane, fakePlane, notThere } from "../cli/fake-plane.js";
import { nowTimestamp } from "../../src/clock.js";
import {
  createFlow,
  createFlowRun,
  createLogs,
  createTaskRun,
  filterFlowRuns,
  type Flow,
  type FlowRun,
  incrementLimitsWithLease,
  keepFlowRuns,
  type LogCreate,
  microsOf,
  readFlowRun,
  readHealth,
  recordTaskRuns,
  Report,
  type ReportReply,
  sendReports,
  setFlowRunState,
  spanOf,
  type State,
  type StateCreate,
  updateFlowRun,
  uuidv7,
} from "../../src/contract/index.js";
import { MemoryFlowRuns } from "./memory-flow-runs.js";
import { MemoryTaskRuns, type RecordedTaskRun, type TrackingRun } from "./memory-task-runs.js";

export interface MemoryPlane extends FakePlane {
  readonly logs: readonly LogCreate[];
  /** Reports are answered 503 from now on, until it comes back. */
  leave(): void;
  comeBack(): void;
  flowRuns(): FlowRun[];
  /** The one flow run of a flow. */
  flowRun(flowName: string): FlowRun;
  /** Names and messages of a flow run's states, oldest first. */
  states(run: FlowRun): string[];
  lastState(run: FlowRun): State;
  /** When the run entered a state of this name, in microseconds. */
  stateTimes(run: FlowRun, name: string): number[];
  taskRuns(): RecordedTaskRun[];
  /** The one task run of this name. */
  taskRun(name: string): RecordedTaskRun;
  tracking(): TrackingRun[];
  /** Sets a state as another client would. */
  force(run: FlowRun, type: StateCreate["type"], message?: string | null): void;
  /** Makes a run for a worker to start, as a deployment would. */
  schedule(flowName: string, parameters: Record<string, unknown>): FlowRun;
}

/**
 * Enough of the plane to run flows against, in memory and over a real socket. What it stores is what the SDK said; its
 * rules are those that an engine meets.
 */
export async function memoryPlane(): Promise<MemoryPlane> {
  const plane = await fakePlane();
  const flows = new Map<string, Flow>();
  const taskRuns = new MemoryTaskRuns();
  const runs = new MemoryFlowRuns((run, state) => taskRuns.mirror(run.parent_task_run_id, state.name));
  const logs: LogCreate[] = [];

  function flowNamed(name: string): Flow {
    const now = nowTimestamp();
    const flow = flows.get(name) ?? { id: uuidv7(), created: now, updated: now, name, tags: [], labels: {} };
    flows.set(name, flow);
    return flow;
  }

  plane.on(readHealth, () => true as const);
  plane.on(createFlow, ({ body }) => flowNamed(body.name));
  plane.on(createFlowRun, ({ body: { state, name, ...body } }) => {
    const { flow_id, parameters, tags, empirical_policy, flow_version = null, parent_task_run_id = null } = body;
    const fields = { flow_id, parameters, tags, empirical_policy, flow_version, parent_task_run_id };
    return runs.create(name == null ? fields : { ...fields, name }, state ?? PENDING);
  });
  plane.on(readFlowRun, ({ params }) => runs.find(params.id) ?? notThere());
  plane.on(updateFlowRun, ({ params, body }) => {
    const run = runs.find(params.id);
    if (run === undefined) return notThere();
    if (body.name != null) run.name = body.name;
    if (body.empirical_policy !== undefined) run.empirical_policy = body.empirical_policy;
    return null;
  });
  plane.on(setFlowRunState, ({ params, body }) =>
    runs.find(params.id) === undefined ? notThere() : runs.propose(params.id, body.state, body.force),
  );
  plane.on(filterFlowRuns, ({ body }) => {
    const parents = body.flow_runs?.parent_task_run_id?.any_ ?? [];
    return runs.all().filter(({ parent_task_run_id }) => parents.includes(parent_task_run_id ?? ""));
  });
  plane.on(createTaskRun, ({ body }) => taskRuns.create(body));
  plane.on(recordTaskRuns, ({ body }) => {
    taskRuns.records.push(...body);
    return null;
  });
  plane.on(createLogs, ({ body }) => {
    logs.push(...body);
    return null;
  });

  plane.on(keepFlowRuns, () => ({ cancelling: [], paused: [], lost: [], rest_seconds: 0 }));
  plane.on(incrementLimitsWithLease, () => ({ lease_id: uuidv7(), limits: [] }));

  const marks = new Map<string, number>();
  let isAway = false;
  plane.on(sendReports, ({ body: { spool_id, first_seq, reports } }): ReportReply | ErrorAnswer => {
    if (isAway) return new ErrorAnswer(503, "UNAVAILABLE", "the plane is away");
    const outcomes: ReportReply["outcomes"] = [];
    let seq = first_seq;
    for (const sent of reports) {
      const report = Report.parse(sent);
      if (seq > (marks.get(spool_id) ?? 0)) {
        if (report.kind === "log") logs.push(report.line);
        if (report.kind === "task_run") taskRuns.records.push(report.record);
        if (report.kind === "flow_run_state") {
          const result = runs.propose(report.flow_run_id, report.state, report.force ?? false);
          outcomes.push({ seq, result, refused: null });
        }
      }
      seq += spanOf(report);
    }
    marks.set(spool_id, Math.max(marks.get(spool_id) ?? 0, seq - 1));
    return { acknowledged: marks.get(spool_id)!, outcomes };
  });

  return {
    ...plane,
    leave: () => void (isAway = true),
    comeBack: () => void (isAway = false),
    logs,
    flowRuns: () => runs.all(),
    flowRun: (flowName) =>
      only(
        runs.all().filter(({ flow_id }) => flow_id === flows.get(flowName)?.id),
        flowName,
      ),
    states: ({ id }) => runs.states(id).map(({ name }) => name),
    lastState: ({ id }) => runs.states(id).at(-1)!,
    stateTimes: ({ id }, name) =>
      runs
        .states(id)
        .filter((state) => state.name === name)
        .map(({ timestamp }) => microsOf(timestamp)),
    taskRuns: () => taskRuns.recorded(),
    taskRun: (name) =>
      only(
        taskRuns.recorded().filter((run) => run.name === name),
        name,
      ),
    tracking: () => taskRuns.tracking(),
    force: ({ id }, type, message = null) => void runs.set(id, { type, message, state_details: {} }),
    schedule: (flowName, parameters) =>
      runs.create({ flow_id: flowNamed(flowName).id, parameters, deployment_id: uuidv7() }, PENDING),
  };
}

const PENDING: StateCreate = { type: "PENDING", state_details: {} };

function only<T>(found: readonly T[], what: string): T {
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} runs of ${what}, expected one`);
  return one;
}
