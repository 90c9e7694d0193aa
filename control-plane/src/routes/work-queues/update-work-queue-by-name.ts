import { updateWorkQueueByName as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { applyChanges } from "./apply-changes.js";
import { findQueue } from "./find-queue.js";

export const updateWorkQueueByName = route(operation, async ({ params, body, workspaceId, plane }) => {
  await applyChanges(plane, await findQueue(plane, workspaceId, { poolName: params.name, name: params.queue }), body);
  return noContent;
});
