import { readFlow as operation } from "kedge/contract";
import { selectFlow } from "../../db/queries/select-flow.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readFlow = route(operation, async ({ params, workspaceId, plane }) => {
  const flow = await selectFlow(plane.sql, { workspaceId, id: params.id });
  if (!flow) throw notFound("Flow", params.id);
  return ok(flow);
});
