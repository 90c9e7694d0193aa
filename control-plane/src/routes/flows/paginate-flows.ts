import { paginateFlows as operation } from "kedge/contract";
import { countFlows } from "../../db/queries/count-flows.js";
import { listFlows } from "../../db/queries/list-flows.js";
import { offsetOf, pageOf } from "../../http/page.js";
import { ok, readRoute } from "../../http/route.js";

export const paginateFlows = readRoute(operation, async ({ body, workspaceId, plane }) => {
  const { sort, limit, page, ...filters } = body;
  const [results, count] = await Promise.all([
    listFlows(plane.reads, { workspaceId, filters, sort, limit, offset: offsetOf({ limit, page }) }),
    countFlows(plane.reads, { workspaceId, filters }),
  ]);
  return ok(pageOf({ results, count, limit, page }));
});
