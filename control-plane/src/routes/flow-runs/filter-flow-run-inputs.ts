import { filterFlowRunInputs as operation } from "kedge/contract";
import { listFlowRunInputs } from "../../db/queries/list-flow-run-inputs.js";
import { ok, route } from "../../http/route.js";

export const filterFlowRunInputs = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { prefix, limit, exclude_keys: excludeKeys } = body;
  return ok(await listFlowRunInputs(plane.sql, { workspaceId, flowRunId: params.id, prefix, limit, excludeKeys }));
});
