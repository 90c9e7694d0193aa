import type { Sql } from "../db/connect.js";
import { deleteDeployments } from "../db/queries/delete-deployments.js";
import { deleteLockedFlowRuns } from "../db/queries/delete-flow-runs.js";
import { lockNeverStartedRuns } from "../db/queries/lock-never-started-runs.js";

/**
 * Deletes deployments, their schedules, their own limits and their runs that never started; answers which of them there
 * were. The deployments go first: whoever makes runs of a schedule locks them, and finds them gone.
 */
export async function removeDeployments(sql: Sql, which: { workspaceId: string; ids: readonly string[] }) {
  const { workspaceId } = which;
  return await sql.begin(async (transaction) => {
    const gone = await deleteDeployments(transaction, which);
    const runs = await lockNeverStartedRuns(transaction, { workspaceId, deploymentIds: gone });
    await deleteLockedFlowRuns(transaction, { workspaceId, ids: runs });
    return gone;
  });
}
