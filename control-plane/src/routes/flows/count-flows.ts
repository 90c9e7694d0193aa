import { countFlows as operation } from "kedge/contract";
import { countFlows as count } from "../../db/queries/count-flows.js";
import { ok, route } from "../../http/route.js";

export const countFlows = route(operation, async ({ body, workspaceId, plane }) =>
  ok(await count(plane.sql, { workspaceId, filters: body })),
);
