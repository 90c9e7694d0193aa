import { deleteWorkQueueByName as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { findQueue } from "./find-queue.js";
import { removeQueue } from "./remove-queue.js";

export const deleteWorkQueueByName = route(operation, async ({ params, workspaceId, plane }) => {
  await removeQueue(plane, await findQueue(plane, workspaceId, { poolName: params.name, name: params.queue }));
  return noContent;
});
