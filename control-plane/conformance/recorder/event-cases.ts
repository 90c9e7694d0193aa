import type { EventSpec } from "./task-run-event.js";

/** What is sent: batches one after the other, each event numbered through the case from 0. */
export interface EventCase {
  batches: readonly (readonly EventSpec[])[];
  /** A task run with the natural key of "a" is created over REST before. */
  createdBefore?: boolean;
}

const PENDING: EventSpec = { state: { type: "PENDING", name: "Pending" }, at: 10 };
const RUNNING: EventSpec = {
  state: { type: "RUNNING", name: "Running" },
  at: 20,
  taskRun: { run_count: 1, flow_run_run_count: 1 },
};
const COMPLETED: EventSpec = {
  state: {
    type: "COMPLETED",
    name: "Completed",
    message: "done",
    data: { storage_key: "k", storage_block_id: null, expiration: null, serializer: { type: "pickle" } },
  },
  at: 30,
  taskRun: { run_count: 1, flow_run_run_count: 1, total_run_time: 10 },
};

/**
 * What reaches a recorder over a network on which events come late, twice, and in any order. Two states of one task run at the same instant
 * are not among them: Prefect keeps one of the two, and not always the same.
 */
export const EVENT_CASES: Readonly<Record<string, EventCase>> = {
  "three states in order": { batches: [[PENDING], [RUNNING], [COMPLETED]] },
  "three states in one batch": { batches: [[PENDING, RUNNING, COMPLETED]] },
  "three states in reverse": { batches: [[COMPLETED], [RUNNING], [PENDING]] },
  "three states in reverse, in one batch": { batches: [[COMPLETED, RUNNING, PENDING]] },
  "a state that is older than the row's is history only": {
    batches: [[RUNNING], [COMPLETED], [{ ...PENDING, at: 5 }]],
  },
  "every event twice": {
    batches: [
      [PENDING, RUNNING],
      [
        { ...PENDING, repeats: 0 },
        { ...RUNNING, repeats: 1 },
      ],
    ],
  },
  "every event twice in one batch": {
    batches: [[PENDING, { ...PENDING, repeats: 0 }, RUNNING, { ...RUNNING, repeats: 2 }]],
  },
  "a task outside any flow": { batches: [[{ ...PENDING, flowRun: "none" }], [{ ...COMPLETED, flowRun: "none" }]] },
  "keys that a later event lacks stay": {
    batches: [
      [
        {
          ...PENDING,
          taskRun: {
            tags: ["gpu"],
            labels: { team: "ml" },
            task_version: "7",
            cache_key: "c",
            task_inputs: { x: [{ input_type: "constant", type: "int" }] },
            empirical_policy: {
              retries: 3,
              retry_delay: 5,
              max_retries: 3,
              retry_delay_seconds: 5,
              retry_jitter_factor: 0.5,
            },
          },
        },
      ],
      [COMPLETED],
    ],
  },
  "a retry": {
    batches: [
      [PENDING, RUNNING],
      [
        {
          state: { type: "SCHEDULED", name: "AwaitingRetry", message: "no luck" },
          scheduledAt: 40,
          at: 30,
          taskRun: { run_count: 1 },
        },
      ],
      [{ state: { type: "RUNNING", name: "Retrying" }, at: 40, taskRun: { run_count: 2 } }],
      [{ ...COMPLETED, at: 50, taskRun: { run_count: 2, total_run_time: 20 } }],
    ],
  },
  "a state with details": {
    batches: [
      [
        {
          ...COMPLETED,
          state: {
            ...COMPLETED.state,
            name: "Cached",
            state_details: { cache_key: "c", refresh_cache: false, retriable: true, child_flow_run_id: null },
          },
        },
      ],
    ],
  },
  "another id for the same natural key is the same task run": {
    batches: [[PENDING], [{ ...COMPLETED, of: "b", dynamicKey: "a" }]],
  },
  "two task runs in one batch": { batches: [[PENDING, { ...PENDING, of: "b" }, RUNNING, { ...COMPLETED, of: "b" }]] },
  "a task run that exists over REST": { createdBefore: true, batches: [[RUNNING], [COMPLETED]] },
  "an event that the server orchestrated is not recorded": {
    batches: [[PENDING], [{ ...COMPLETED, orchestration: "server" }]],
  },
  "an event of another name is not recorded": { batches: [[PENDING], [{ ...COMPLETED, eventName: "my.own.event" }]] },
  "a payload without a state does not hinder its neighbours": {
    batches: [[PENDING], [{ ...RUNNING, payload: { task_run: { name: "x" } } }, COMPLETED]],
  },
  "a state type that is none does not hinder its neighbours": {
    batches: [[PENDING], [{ ...RUNNING, state: { type: "SLEEPING", name: "Sleeping" } }, COMPLETED]],
  },
  "a flow run that the server does not know": { batches: [[{ ...PENDING, flowRun: "unknown" }]] },
};
