import { getScheduledFlowRunsOfDeployments as operation } from "kedge/contract";
import { markDeploymentsPolled } from "../../db/queries/mark-deployments-polled.js";
import { selectRunsOfDeploymentsToStart } from "../../db/queries/select-runs-of-deployments-to-start.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { announceReadiness } from "../../deployments/tell.js";
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
  const noted = await markDeploymentsPolled(plane.sql, { workspaceId, ids });
  if (noted.some((deployment) => !deployment.told_ready)) {
    await announceReadiness(plane, { workspaceId, ids });
    plane.services.foreman.wake();
  }
  return ok(runs.map((run) => toFlowRun(run, now)));
});
