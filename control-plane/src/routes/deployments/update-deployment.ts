import { updateDeployment as operation } from "kedge/contract";
import { changeDeployment } from "../../deployments/change-deployment.js";
import { ensurePoolOfQueue } from "../../deployments/queue-for-runs.js";
import { refuseForeignBlocks } from "../../deployments/refuse-bad-deployment.js";
import { tellSaved } from "../../deployments/tell.js";
import { noContent, route } from "../../http/route.js";

export const updateDeployment = route(operation, async ({ params, body, workspaceId, plane }) => {
  refuseForeignBlocks(body);
  await ensurePoolOfQueue(plane, workspaceId, body);
  const which = { workspaceId, deploymentId: params.id };
  const saved = await plane.sql.begin((transaction) => changeDeployment(transaction, which, body, plane.clock));
  plane.services.scheduler.wake();
  // Its limit may be wider, or none.
  plane.hub.work.tell({ kind: "freed", poolId: null });
  await tellSaved(plane, workspaceId, saved);
  return noContent;
});
