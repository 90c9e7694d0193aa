import { createDeployment as operation, uuidv7 } from "kedge/contract";
import { selectDeployment } from "../../db/queries/select-deployment.js";
import { selectWorkQueue } from "../../db/queries/select-work-queue.js";
import { upsertDeployment } from "../../db/queries/upsert-deployment.js";
import { toDeployment } from "../../db/rows/deployment-row.js";
import { conflict, notFound } from "../../errors.js";
import { created, ok, route } from "../../http/route.js";
import { replaceSchedules } from "../../scheduling/write-schedules.js";

export const createDeployment = route(operation, async ({ body, workspaceId, plane }) => {
  const { work_pool_name: poolName = null, work_queue_name: queueName = null } = body;
  const queue = poolName ? await selectWorkQueue(plane.sql, { workspaceId, poolName, queueName }) : null;
  if (poolName && !queue)
    throw notFound(queueName ? "Work queue" : "Work pool", [poolName, queueName].filter(Boolean).join("/"));
  const upserted = await plane.sql.begin(async (transaction) => {
    const written = await upsertDeployment(transaction, { ...body, workspaceId, id: uuidv7(), queue: queue ?? null });
    if (!written) throw conflict(`Flow ${body.flow_id} does not exist; create it first (POST /flows/).`);
    await replaceSchedules(transaction, {
      workspaceId,
      deploymentId: written.id,
      schedules: body.schedules,
      clock: plane.clock,
    });
    return written;
  });
  const deployment = await selectDeployment(plane.sql, { workspaceId, id: upserted.id });
  if (!deployment) throw conflict(`Deployment ${body.name} was deleted while it was being written.`);
  return upserted.is_new ? created(toDeployment(deployment)) : ok(toDeployment(deployment));
});
