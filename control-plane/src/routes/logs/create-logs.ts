import { createLogs as operation } from "kedge/contract";
import { created, route } from "../../http/route.js";

export const createLogs = route(operation, async ({ body, workspaceId, plane }) => {
  await plane.logs.write(workspaceId, body);
  return created(null);
});
