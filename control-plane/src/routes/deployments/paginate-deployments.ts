import { paginateDeployments as operation } from "kedge/contract";
import { countDeployments } from "../../db/queries/count-deployments.js";
import { listDeployments } from "../../db/queries/list-deployments.js";
import { toDeployment } from "../../db/rows/deployment-row.js";
import { offsetOf, pageOf } from "../../http/page.js";
import { ok, readRoute } from "../../http/route.js";

export const paginateDeployments = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, page, ...filters } = body;
  const [rows, count] = await Promise.all([
    listDeployments(plane.reads, { workspaceId, filters, sort, limit, offset: offsetOf({ limit, page }) }),
    countDeployments(plane.reads, { workspaceId, filters }),
  ]);
  return ok(pageOf({ results: rows.map(toDeployment), count, limit, page }));
});
