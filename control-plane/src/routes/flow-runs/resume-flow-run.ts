import { resumeFlowRun as operation } from "kedge/contract";
import { created, ok, route } from "../../http/route.js";
import { resume } from "../../orchestration/resume.js";

export const resumeFlowRun = route(operation, async ({ params, body, workspaceId, fence, plane }) => {
  const request = { workspaceId, runId: params.id, input: body.run_input ?? {}, fence };
  const { result, isNew } = await resume(plane, request);
  return isNew ? created(result) : ok(result);
});
