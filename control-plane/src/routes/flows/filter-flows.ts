import { filterFlows as operation } from "kedge/contract";
import { listFlows } from "../../db/queries/list-flows.js";
import { ok, readRoute } from "../../http/route.js";

export const filterFlows = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, offset, ...filters } = body;
  return ok(await listFlows(plane.reads, { workspaceId, filters, sort, limit, offset }));
});
