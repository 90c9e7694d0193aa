import { updateFlowRun as operation } from "kedge/contract";
import { updateFlowRun as update } from "../../db/queries/update-flow-run.js";
import { noContent, route } from "../../http/route.js";
import { explainRefusedUpdate } from "./explain-refused-update.js";

export const updateFlowRun = route(operation, async ({ params, body, fence, workspaceId, plane }) => {
  const run = { workspaceId, id: params.id, fence };
  const isUpdated = await update(plane.sql, { ...run, changes: body });
  if (!isUpdated) throw await explainRefusedUpdate(plane.sql, run);
  return noContent;
});
