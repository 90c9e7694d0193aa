import type { StateDetails, StateType, TaskInputs, TaskRunPolicy, Timestamp } from "kedge/contract";

/** One state of a task run as its client decided it, under the id that history keeps it under. */
export interface RecordedState {
  readonly id: string;
  readonly type: StateType;
  readonly name: string;
  readonly timestamp: Timestamp;
  readonly message: string | null;
  readonly data: unknown;
  readonly details: StateDetails;
}

/** What a record may tell of its run besides the state. null: it told nothing. */
export interface RecordedFields {
  readonly task_version: string | null;
  readonly tags: readonly string[] | null;
  readonly labels: object | null;
  readonly task_inputs: TaskInputs | object | null;
  readonly empirical_policy: TaskRunPolicy | object | null;
  readonly cache_key: string | null;
  readonly cache_expiration: Timestamp | null;
  readonly run_count: number | null;
  readonly flow_run_run_count: number | null;
  readonly expected_start_time: Timestamp | null;
  readonly next_scheduled_start_time: Timestamp | null;
  readonly start_time: Timestamp | null;
  readonly end_time: Timestamp | null;
  readonly total_run_time: number | null;
}
export type RecordedField = keyof RecordedFields;

/** Orders the records of a run: the time of the state, then its id. Compares as text. */
export type Version = string;

/** A task run, as far as some of its records tell it. */
export interface RecordedTaskRun extends RecordedFields {
  readonly workspace_id: string;
  readonly id: string;
  readonly flow_run_id: string | null;
  readonly task_key: string;
  readonly dynamic_key: string;
  readonly name: string;
  /** The state of the newest record; null only for a stored run that has had none. */
  readonly state: RecordedState | null;
  /** For the fields that the newest record did not tell: the record they come from. */
  readonly earlier_fields: Readonly<Partial<Record<RecordedField, Version>>> | null;
}

/** What a run is found by: its place in its flow run, or its own id outside of any. */
export function identityOf(
  run: Pick<RecordedTaskRun, "workspace_id" | "id" | "flow_run_id" | "task_key" | "dynamic_key">,
) {
  return run.flow_run_id === null
    ? `${run.workspace_id} ${run.id}`
    : `${run.workspace_id} ${run.flow_run_id} ${run.task_key}\0${run.dynamic_key}`;
}
