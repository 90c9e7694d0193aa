import { updateWorkQueue as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { applyChanges } from "./apply-changes.js";
import { findQueue } from "./find-queue.js";

export const updateWorkQueue = route(operation, async ({ params, body, workspaceId, plane }) => {
  await applyChanges(plane, await findQueue(plane, workspaceId, { id: params.id }), body);
  return noContent;
});
