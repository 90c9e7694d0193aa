import { plainArray, textArray } from "../array-literal.js";
import { jsonText } from "../json-text.js";
import type { RecordedState } from "../rows/recorded-task-run.js";
import type { Connection } from "../connect.js";

export interface TaskRunStateRow {
  readonly workspaceId: string;
  readonly taskRunId: string;
  readonly flowRunId: string | null;
  readonly state: RecordedState;
}

/**
 * Adds states to history; one that is there already stays as it is, so that records may be sent again. In id order: two
 * servers that add the same states then wait for each other instead of deadlocking.
 */
export async function insertTaskRunStates(sql: Connection, rows: readonly TaskRunStateRow[]): Promise<void> {
  const ordered = rows.toSorted((a, b) => (a.state.id < b.state.id ? -1 : 1));
  const states = ordered.map((row) => row.state);
  await sql`
    insert into task_run_state (workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
    select workspace_id, id, task_run_id, type, name, timestamp, message, data::jsonb, state_details::jsonb
    from unnest(
      ${plainArray(ordered.map((row) => row.workspaceId))}::uuid[],
      ${plainArray(states.map((state) => state.id))}::uuid[],
      ${plainArray(ordered.map((row) => row.taskRunId))}::uuid[],
      ${textArray(states.map((state) => state.type))}::text[],
      ${textArray(states.map((state) => state.name))}::text[],
      ${plainArray(states.map((state) => state.timestamp))}::timestamptz[],
      ${textArray(states.map((state) => state.message))}::text[],
      ${textArray(states.map(({ data }) => (data === null || data === undefined ? null : jsonText(data))))}::text[],
      ${textArray(ordered.map(detailsText))}::text[]
    ) as given(workspace_id, id, task_run_id, type, name, timestamp, message, data, state_details)
    on conflict (workspace_id, id) do nothing`;
}

/** With the ids of its run, which the sender need not have said; the task run's is the one it is stored under. */
function detailsText({ taskRunId, flowRunId, state }: TaskRunStateRow): string {
  return jsonText({ ...state.details, flow_run_id: flowRunId ?? undefined, task_run_id: taskRunId });
}
