import type {
  Deployment,
  Flow,
  FlowRun,
  Log,
  State,
  StateType,
  TaskRun,
  WorkPool,
  WorkQueue,
} from "../../src/contract/index.js";
import { FlowRunPolicy, TaskRunPolicy } from "../../src/contract/index.js";

/** Readable ids: `id(7)` ends in 7. */
export function id(number: number): string {
  return `019a0000-0000-7000-8000-${String(number).padStart(12, "0")}`;
}

const AT = "2026-01-02T03:04:05.678901Z";
const stamps = { created: AT, updated: AT };

export function flow(fields: Partial<Flow> = {}): Flow {
  return { id: id(1), ...stamps, name: "etl", tags: [], labels: {}, ...fields };
}

export function state(type: StateType, fields: Partial<State> = {}): State {
  const name = type.charAt(0) + type.slice(1).toLowerCase();
  return { id: id(900), type, name, timestamp: AT, message: null, data: null, state_details: {}, ...fields };
}

const timing = {
  run_count: 0,
  expected_start_time: AT,
  next_scheduled_start_time: AT,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  estimated_run_time: 0,
  estimated_start_time_delta: 0,
};

export function flowRun(current: State, fields: Partial<FlowRun> = {}): FlowRun {
  return {
    id: id(10),
    ...stamps,
    ...timing,
    name: "wise-otter",
    flow_id: id(1),
    state_id: current.id,
    state_type: current.type,
    state_name: current.name,
    state: current,
    deployment_id: null,
    deployment_version: null,
    work_queue_id: null,
    work_queue_name: null,
    work_pool_id: null,
    work_pool_name: null,
    flow_version: null,
    parameters: {},
    idempotency_key: null,
    context: {},
    empirical_policy: FlowRunPolicy.parse({}),
    tags: [],
    labels: {},
    parent_task_run_id: null,
    auto_scheduled: false,
    infrastructure_document_id: null,
    infrastructure_pid: null,
    created_by: null,
    job_variables: null,
    attempt: 0,
    ...fields,
  };
}

export function taskRun(current: State, fields: Partial<TaskRun> = {}): TaskRun {
  return {
    id: id(20),
    ...stamps,
    ...timing,
    name: "load-0",
    flow_run_id: id(10),
    task_key: "load",
    dynamic_key: "0",
    cache_key: null,
    cache_expiration: null,
    task_version: null,
    empirical_policy: TaskRunPolicy.parse({}),
    tags: [],
    labels: {},
    state_id: current.id,
    state_type: current.type,
    state_name: current.name,
    state: current,
    task_inputs: {},
    flow_run_run_count: 0,
    ...fields,
  };
}

export function deployment(fields: Partial<Deployment> = {}): Deployment {
  return {
    id: id(30),
    ...stamps,
    name: "nightly",
    flow_id: id(1),
    version: null,
    description: null,
    paused: false,
    schedules: [],
    concurrency_limit: null,
    concurrency_options: null,
    global_concurrency_limit: null,
    job_variables: {},
    parameters: {},
    tags: [],
    labels: {},
    work_queue_name: "default",
    work_queue_id: id(41),
    work_pool_name: "local",
    last_polled: null,
    status: "READY",
    parameter_openapi_schema: null,
    path: null,
    pull_steps: null,
    entrypoint: "etl.ts:nightly",
    storage_document_id: null,
    infrastructure_document_id: null,
    created_by: null,
    updated_by: null,
    enforce_parameter_schema: true,
    on_crash_retries: null,
    on_disconnect: null,
    ...fields,
  };
}

export function workPool(fields: Partial<WorkPool> = {}): WorkPool {
  return {
    id: id(40),
    ...stamps,
    name: "local",
    description: null,
    type: "process",
    base_job_template: {},
    is_paused: false,
    concurrency_limit: null,
    status: "READY",
    default_queue_id: id(41),
    storage_configuration: {},
    active_slots: 0,
    ...fields,
  };
}

export function workQueue(fields: Partial<WorkQueue> = {}): WorkQueue {
  return {
    id: id(41),
    ...stamps,
    name: "default",
    description: null,
    is_paused: false,
    concurrency_limit: null,
    priority: 1,
    work_pool_id: id(40),
    work_pool_name: "local",
    filter: null,
    last_polled: null,
    status: "READY",
    active_slots: null,
    ...fields,
  };
}

export function log(number: number, fields: Partial<Log> = {}): Log {
  const timestamp = `2026-01-02T03:04:${String(number % 60).padStart(2, "0")}.000000Z`;
  return {
    id: id(1000 + number),
    ...stamps,
    name: "kedge.flow_runs",
    level: 20,
    message: `line ${number}`,
    timestamp,
    flow_run_id: id(10),
    task_run_id: null,
    ...fields,
  };
}
