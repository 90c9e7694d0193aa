import { readFlowRunInput as operation } from "kedge/contract";
import { selectFlowRunInput } from "../../db/queries/select-flow-run-input.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readFlowRunInput = route(operation, async ({ params, workspaceId, plane }) => {
  const value = await selectFlowRunInput(plane.sql, { workspaceId, flowRunId: params.id, key: params.key });
  if (value === null) throw notFound("Flow run input", params.key);
  return ok(value);
});
