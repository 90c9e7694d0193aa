import { ErrorCode } from "kedge/contract";
import type { Sql } from "../../db/connect.js";
import { lockFences } from "../../db/queries/lock-fences.js";
import { selectFlowRun } from "../../db/queries/select-flow-run.js";
import { PlaneError, notFound } from "../../errors.js";
import { staleFence } from "../../orchestration/flow-run-transitions.js";

/** Why an update changed no row: read afterwards, since an update that is accepted needs no look at the run. */
export async function explainRefusedUpdate(
  sql: Sql,
  { workspaceId, id, fence }: { workspaceId: string; id: string; fence: string | null },
): Promise<PlaneError> {
  const run = await selectFlowRun(sql, { workspaceId, id });
  if (!run) return notFound("Flow run", id);
  const [stale] = fence === null ? [] : await lockFences(sql, [{ workspaceId, flowRunId: id, fence }]);
  if (fence !== null && stale) return staleFence(id, fence, stale.currentFence ?? "unknown");
  return new PlaneError(
    ErrorCode.NOT_UPDATABLE,
    run.state_type === "SCHEDULED"
      ? "A deployment for the flow run could not be found"
      : `Job variables for a flow run in state ${run.state_type} cannot be updated`,
  );
}
