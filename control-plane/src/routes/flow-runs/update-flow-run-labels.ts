import { updateFlowRunLabels as operation } from "kedge/contract";
import { mergeFlowRunLabels } from "../../db/queries/merge-flow-run-labels.js";
import { noContent, route } from "../../http/route.js";
import { explainRefusedUpdate } from "./explain-refused-update.js";

export const updateFlowRunLabels = route(operation, async ({ params, body, fence, workspaceId, plane }) => {
  const run = { workspaceId, id: params.id, fence };
  const isUpdated = await mergeFlowRunLabels(plane.sql, { ...run, labels: body });
  if (!isUpdated) throw await explainRefusedUpdate(plane.sql, run);
  return noContent;
});
