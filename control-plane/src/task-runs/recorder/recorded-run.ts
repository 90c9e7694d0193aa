import { defaultStateName, type StateDetails, type TaskRunRecord } from "kedge/contract";
import { historyId } from "../../db/partitions/history-id.js";
import type { Span } from "../../db/partitions/spans.js";
import { storableText } from "../../db/json-text.js";
import type { RecordedState, RecordedTaskRun } from "../../db/rows/recorded-task-run.js";

/** A record without a state is no record. */
export type RecordedRunWithState = RecordedTaskRun & { readonly state: RecordedState };

/** A record of the wire as the run it tells of. An empty value tells nothing: clients write `[]` where they know nothing. */
export function recordedRun(
  { task_run: run, state }: TaskRunRecord,
  workspaceId: string,
  history: Span,
): RecordedRunWithState {
  return {
    workspace_id: workspaceId,
    id: run.id,
    flow_run_id: run.flow_run_id ?? null,
    task_key: storableText(run.task_key),
    dynamic_key: storableText(run.dynamic_key),
    name: run.name,
    state: {
      id: historyId(state.id, state.timestamp, history),
      type: state.type,
      name: state.name ?? defaultStateName(state.type),
      timestamp: state.timestamp,
      message: state.message ?? null,
      data: state.data ?? null,
      details: detailsOf(state, run),
    },
    earlier_fields: null,
    task_version: run.task_version ?? null,
    tags: told(run.tags),
    labels: told(run.labels),
    task_inputs: told(run.task_inputs),
    empirical_policy: told(run.empirical_policy),
    cache_key: run.cache_key ?? null,
    cache_expiration: run.cache_expiration ?? null,
    run_count: run.run_count || null,
    flow_run_run_count: run.flow_run_run_count || null,
    expected_start_time: run.expected_start_time ?? null,
    next_scheduled_start_time: run.next_scheduled_start_time ?? null,
    start_time: run.start_time ?? null,
    end_time: run.end_time ?? null,
    total_run_time: run.total_run_time || null,
  };
}

function told<T extends object>(value: T | null | undefined): T | null {
  return value == null || Object.keys(value).length === 0 ? null : value;
}

/** A SCHEDULED state without a time is due when it was entered. */
function detailsOf(
  { type, timestamp, state_details }: TaskRunRecord["state"],
  run: TaskRunRecord["task_run"],
): StateDetails {
  const said = Object.entries(state_details).filter(([, value]) => value !== null && value !== undefined);
  return {
    ...(type === "SCHEDULED" && { scheduled_time: timestamp }),
    ...Object.fromEntries(said),
    flow_run_id: run.flow_run_id ?? undefined,
    task_run_id: run.id,
  };
}
