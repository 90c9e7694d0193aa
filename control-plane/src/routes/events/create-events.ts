import { createEvents as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";

export const createEvents = route(operation, async ({ body, workspaceId, fence, plane }) => {
  await plane.events.write(workspaceId, body, fence);
  return noContent;
});
