import type { Connection } from "../db/connect.js";
import { deleteLockedFlowRuns } from "../db/queries/delete-flow-runs.js";
import { lockAutoScheduledRuns, type AutoScheduledRuns } from "../db/queries/lock-auto-scheduled-runs.js";

/**
 * Deletes runs that schedules have made and nobody has claimed; to be called in the transaction that changes what they were
 * made of, after the change itself: whoever makes runs has by then ended, or waits for the change.
 */
export async function removeAutoScheduledRuns(transaction: Connection, which: AutoScheduledRuns): Promise<void> {
  const ids = await lockAutoScheduledRuns(transaction, which);
  await deleteLockedFlowRuns(transaction, { workspaceId: which.workspaceId, ids });
}
