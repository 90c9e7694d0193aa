import { nowTimestamp } from "../../src/clock.js";
import {
  type TaskRun,
  type TaskRunCreate,
  TaskRunPolicy,
  type TaskRunRecord,
  uuidv7,
} from "../../src/contract/index.js";

/** A task run put together from its records. */
export interface RecordedTaskRun {
  readonly id: string;
  readonly name: string;
  readonly fields: TaskRunRecord["task_run"];
  /** In the order of their timestamps. */
  readonly states: readonly TaskRunRecord["state"][];
}

/** A task run that stands for a child flow in its parent. */
export interface TrackingRun {
  readonly id: string;
  readonly name: string;
  readonly create: TaskRunCreate;
  readonly states: string[];
}

export class MemoryTaskRuns {
  readonly records: TaskRunRecord[] = [];
  readonly #tracking = new Map<string, TrackingRun>();

  recorded(): RecordedTaskRun[] {
    const byId = new Map<string, TaskRunRecord[]>();
    for (const record of this.records) {
      const { id } = record.task_run;
      byId.set(id, [...(byId.get(id) ?? []), record]);
    }
    return [...byId.values()].map(putTogether);
  }

  tracking(): TrackingRun[] {
    return [...this.#tracking.values()];
  }

  mirror(trackingId: string | null, stateName: string): void {
    this.tracking()
      .find(({ id }) => id === trackingId)
      ?.states.push(stateName);
  }

  /** The one with the same flow run, task key and dynamic key is returned. */
  create(create: TaskRunCreate): TaskRun {
    const key = [create.flow_run_id, create.task_key, create.dynamic_key].join(" ");
    const run = this.#tracking.get(key) ?? { id: uuidv7(), name: create.name ?? "", create, states: ["Pending"] };
    this.#tracking.set(key, run);
    const now = nowTimestamp();
    return { ...BLANK, id: run.id, name: run.name, created: now, updated: now };
  }
}

function putTogether(records: readonly TaskRunRecord[]): RecordedTaskRun {
  const sorted = records.toSorted((a, b) => (a.state.timestamp < b.state.timestamp ? -1 : 1));
  const fields = Object.assign({}, ...sorted.map(({ task_run }) => task_run)) as TaskRunRecord["task_run"];
  return { id: fields.id, name: fields.name, fields, states: sorted.map(({ state }) => state) };
}

const BLANK = {
  flow_run_id: null,
  task_key: "",
  dynamic_key: "",
  cache_key: null,
  cache_expiration: null,
  task_version: null,
  empirical_policy: TaskRunPolicy.parse({}),
  tags: [],
  labels: {},
  state_id: null,
  task_inputs: {},
  state_type: null,
  state_name: null,
  flow_run_run_count: 0,
  run_count: 0,
  expected_start_time: null,
  next_scheduled_start_time: null,
  start_time: null,
  end_time: null,
  total_run_time: 0,
  estimated_run_time: 0,
  estimated_start_time_delta: 0,
  state: null,
} satisfies Partial<TaskRun>;
