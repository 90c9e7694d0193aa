import { createDeployment as operation } from "kedge/contract";
import { toDeployment } from "../../db/rows/deployment-row.js";
import { ensurePoolOfQueue } from "../../deployments/queue-for-runs.js";
import { refuseBadSchema, refuseForeignBlocks } from "../../deployments/refuse-bad-deployment.js";
import { saveDeployment } from "../../deployments/save-deployment.js";
import { tellSaved } from "../../deployments/tell.js";
import { created, ok, route } from "../../http/route.js";

export const createDeployment = route(operation, async ({ body, workspaceId, plane }) => {
  refuseBadSchema(body);
  refuseForeignBlocks(body);
  await ensurePoolOfQueue(plane, workspaceId, body);
  const saved = await plane.sql.begin((transaction) => saveDeployment(transaction, workspaceId, body, plane.clock));
  plane.services.scheduler.wake();
  // Its limit may be wider, or none.
  plane.hub.work.tell({ kind: "freed", poolId: null });
  await tellSaved(plane, workspaceId, saved);
  const deployment = toDeployment(saved.deployment);
  return saved.before ? ok(deployment) : created(deployment);
});
