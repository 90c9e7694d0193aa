import { readWorkQueue as operation } from "kedge/contract";
import { selectWorkQueueById } from "../../db/queries/select-work-queues.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

/**
 * The stock client resolves what a deployed run's events are about before it sends them. Where this queue cannot be read it drops the events,
 * and with them every task run.
 */
export const readWorkQueue = route(operation, async ({ params, workspaceId, plane }) => {
  const queue = await selectWorkQueueById(plane.sql, workspaceId, params.id);
  if (!queue) throw notFound("Work queue", params.id);
  return ok(queue);
});
