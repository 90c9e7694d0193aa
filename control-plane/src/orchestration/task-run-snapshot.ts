import type { State, StateDetails, StateType } from "kedge/contract";
import type { TaskRunSnapshotRow } from "../db/queries/select-task-run-snapshot.js";
import { taskRunPolicy } from "../db/rows/task-run-row.js";
import type { Policy, Rule } from "./rule.js";
import type { ProposedState } from "./transition.js";

/** What the rules may know of a task run besides its state. */
export interface TaskRunSnapshot {
  readonly id: string;
  /** How often it has run since it last began anew. */
  readonly runCount: number;
  /** During which attempt of its flow run it ran last. */
  readonly flowRunRunCount: number;
  /** How often a failed run is tried again; null: never. */
  readonly retries: number | null;
  /** One delay, or one for each retry of which the last repeats. */
  readonly retryDelaySeconds: number | readonly number[];
  /** By which part of itself a delay may vary, so that runs that failed together don't come back together. */
  readonly retryJitterFactor: number | null;
  /** Where in its range a varying delay falls, from 0 to 1: the chance in a decision comes from outside, too. */
  readonly draw: number;
  /** The flow run that it runs in; null outside of any. */
  readonly flowRun: EnclosingFlowRun | null;
  /** The completed state that the proposed cache key stands for, unless it has expired. */
  readonly cached: ProposedState | null;
  /** Under which key a completion is to be found later; the commit enters it. */
  readonly cacheKey: string | null;
}

export interface EnclosingFlowRun {
  readonly id: string;
  readonly stateType: StateType | null;
  readonly stateDetails: StateDetails;
  readonly runCount: number;
}

export type TaskRunRule = Rule<TaskRunSnapshot>;
export type TaskRunRules = Policy<TaskRunSnapshot>;

export function taskRunSnapshot(row: TaskRunSnapshotRow, cached: State | null, draw: number): TaskRunSnapshot {
  const policy = taskRunPolicy(row.empirical_policy);
  return {
    id: row.id,
    runCount: row.run_count,
    flowRunRunCount: row.flow_run_run_count,
    retries: policy.retries,
    retryDelaySeconds: policy.retry_delay ?? 0,
    retryJitterFactor: policy.retry_jitter_factor,
    draw,
    flowRun: enclosingFlowRun(row),
    cached: cached && proposalOf(cached),
    cacheKey: null,
  };
}

/** A state to be entered again: as it was, under an id and a time of its own. */
function proposalOf({ type, name, message, data, state_details: details }: State): ProposedState {
  const said = Object.entries(details).filter(([, value]) => value !== null);
  return { type, name, message, data, details: Object.fromEntries(said) };
}

function enclosingFlowRun(row: TaskRunSnapshotRow): EnclosingFlowRun | null {
  if (row.flow_run_id === null || row.flow_run_count === null) return null;
  return {
    id: row.flow_run_id,
    stateType: row.flow_run_state_type as StateType | null,
    stateDetails: row.flow_run_state_details ?? {},
    runCount: row.flow_run_count,
  };
}
