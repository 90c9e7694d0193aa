import { getScheduledFlowRunsOfDeployments as operation } from "kedge/contract";
import { markDeploymentsPolled } from "../../db/queries/mark-deployments-polled.js";
import { selectRunsOfDeploymentsToStart } from "../../db/queries/select-runs-of-deployments-to-start.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { ok, route } from "../../http/route.js";

/** What a process that serves flows asks for. It claims a run by proposing PENDING. */
export const getScheduledFlowRunsOfDeployments = route(operation, async ({ body, workspaceId, plane }) => {
  const now = plane.clock.now();
  const ids = body.deployment_ids;
  const runs = await selectRunsOfDeploymentsToStart(plane.sql, {
    workspaceId,
    deploymentIds: ids,
    before: body.scheduled_before ?? "infinity",
    limit: body.limit,
  });
  await markDeploymentsPolled(plane.sql, { workspaceId, ids });
  return ok(runs.map((run) => toFlowRun(run, now)));
});
