import { checkWorkQueuesOfDeployment as operation } from "kedge/contract";
import { selectQueue } from "../../db/queries/list-work-queues.js";
import { selectDeployment } from "../../db/queries/select-deployment.js";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const checkWorkQueuesOfDeployment = route(operation, async ({ params, workspaceId, plane }) => {
  const deployment = await selectDeployment(plane.sql, { workspaceId, id: params.id });
  if (!deployment) throw notFound("Deployment", params.id);
  if (deployment.work_queue_id === null) return ok([]);
  const queue = await selectQueue(plane.sql, { workspaceId, id: deployment.work_queue_id });
  return ok(queue ? [toWorkQueue(queue)] : []);
});
