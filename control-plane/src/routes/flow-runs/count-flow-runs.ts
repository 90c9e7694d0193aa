import { countFlowRuns as operation } from "kedge/contract";
import { countFlowRuns as count } from "../../db/queries/count-flow-runs.js";
import { ok, readRoute } from "../../http/route.js";

export const countFlowRuns = readRoute(operation, async ({ body, workspaceId, plane }) =>
  ok(await count(plane.reads, { workspaceId, filters: body })),
);
