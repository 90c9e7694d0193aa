import { filterDeployments as operation } from "kedge/contract";
import { listDeployments } from "../../db/queries/list-deployments.js";
import { toDeployment } from "../../db/rows/deployment-row.js";
import { ok, readRoute } from "../../http/route.js";

export const filterDeployments = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, offset, ...filters } = body;
  const rows = await listDeployments(plane.reads, { workspaceId, filters, sort, limit, offset });
  return ok(rows.map(toDeployment));
});
