import { keepFlowRuns as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";

export const keepFlowRuns = route(operation, async ({ body, workspaceId, plane }) =>
  ok(await plane.standings.keep({ workspaceId, runs: body.runs })),
);
