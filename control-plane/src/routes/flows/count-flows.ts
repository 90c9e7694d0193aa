import { countFlows as operation } from "kedge/contract";
import { countFlows as count } from "../../db/queries/count-flows.js";
import { ok, readRoute } from "../../http/route.js";

export const countFlows = readRoute(operation, async ({ body, workspaceId, plane }) =>
  ok(await count(plane.reads, { workspaceId, filters: body })),
);
