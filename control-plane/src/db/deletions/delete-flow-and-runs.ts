import type { Sql } from "../connect.js";
import { deleteFlow } from "../queries/delete-flow.js";
import { selectFlow } from "../queries/select-flow.js";
import { selectFlowRunIdsOfFlow } from "../queries/select-flow-run-ids-of-flow.js";
import { deleteFlowRunsAndLogs } from "./delete-flow-runs-and-logs.js";

/** One transaction each: others never wait long for their locks. */
const RUNS_AT_ONCE = 500;

/**
 * Deletes a flow with its deployments and runs. The flow itself goes last, so that an interrupted deletion can be repeated.
 * False: there is no such flow.
 */
export async function deleteFlowAndRuns(sql: Sql, params: { workspaceId: string; id: string }): Promise<boolean> {
  const { workspaceId, id } = params;
  if (!(await selectFlow(sql, params))) return false;
  for (;;) {
    const ids = await selectFlowRunIdsOfFlow(sql, { workspaceId, flowId: id, limit: RUNS_AT_ONCE });
    if (ids.length > 0) await deleteFlowRunsAndLogs(sql, { workspaceId, ids });
    else if ((await deleteFlow(sql, params)) || !(await selectFlow(sql, params))) return true;
  }
}
