import type { Sql } from "../connect.js";
import { deleteFlowRuns } from "../queries/delete-flow-runs.js";
import { deleteLogsOfFlowRun } from "../queries/delete-logs-of-flow-run.js";
import { selectFlowRunsWithLogs } from "../queries/select-flow-runs-with-logs.js";

/**
 * Deletes runs with everything that is theirs, and answers which of them there were. Logs go first: if that is interrupted,
 * the run is still there to be deleted again. Lines that arrive meanwhile stay until history is trimmed.
 */
export async function deleteFlowRunsAndLogs(
  sql: Sql,
  params: { workspaceId: string; ids: readonly string[] },
): Promise<string[]> {
  const { workspaceId } = params;
  for (const flowRunId of await selectFlowRunsWithLogs(sql, params)) {
    await deleteLogsOfFlowRun(sql, { workspaceId, flowRunId });
  }
  return await deleteFlowRuns(sql, params);
}
