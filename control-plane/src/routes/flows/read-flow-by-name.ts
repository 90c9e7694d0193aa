import { readFlowByName as operation } from "kedge/contract";
import { selectFlowByName } from "../../db/queries/select-flow-by-name.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readFlowByName = route(operation, async ({ params, workspaceId, plane }) => {
  const flow = await selectFlowByName(plane.sql, { workspaceId, name: params.name });
  if (!flow) throw notFound("Flow", params.name);
  return ok(flow);
});
