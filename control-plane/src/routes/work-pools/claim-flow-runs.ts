import { claimFlowRuns as operation } from "kedge/contract";
import { claimForWorker } from "../../dispatch/claim-for-worker.js";
import { ok, route } from "../../http/route.js";

export const claimFlowRuns = route(operation, async ({ params, body, workspaceId, plane }) =>
  ok({ runs: await claimForWorker(plane, workspaceId, params.name, body) }),
);
