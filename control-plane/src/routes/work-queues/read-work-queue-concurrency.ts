import { readWorkQueueConcurrency as operation } from "kedge/contract";
import { selectHoldersOfQueues } from "../../db/queries/select-holders-of-queues.js";
import { ok, route } from "../../http/route.js";
import { findQueue } from "./find-queue.js";

export const readWorkQueueConcurrency = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { page, limit } = body;
  const queue = await findQueue(plane, workspaceId, { id: params.id });
  const holders = await selectHoldersOfQueues(plane.reads, {
    workspaceId,
    queueIds: [queue.id],
    limit,
    offset: (page - 1) * limit,
  });
  return ok({
    active_slots: queue.active_slots,
    concurrency_limit: queue.concurrency_limit,
    flow_runs: [...holders.get(queue.id)!],
    count: queue.active_slots,
    limit,
    pages: limit > 0 ? Math.ceil(queue.active_slots / limit) : 0,
    page,
  });
});
