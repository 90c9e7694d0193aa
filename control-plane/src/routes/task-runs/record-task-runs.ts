import { recordTaskRuns as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";

export const recordTaskRuns = route(operation, async ({ body, workspaceId, fence, plane }) => {
  await plane.taskRunRecorder.record(workspaceId, body, fence);
  return noContent;
});
