import { countDeployments as operation } from "kedge/contract";
import { countDeployments as count } from "../../db/queries/count-deployments.js";
import { ok, readRoute } from "../../http/route.js";

export const countDeployments = readRoute(operation, async ({ body, workspaceId, plane }) =>
  ok(await count(plane.reads, { workspaceId, filters: body })),
);
