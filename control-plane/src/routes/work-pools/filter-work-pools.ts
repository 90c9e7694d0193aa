import { filterWorkPools as operation } from "kedge/contract";
import { selectWorkPools } from "../../db/queries/select-work-pools.js";
import { toWorkPool } from "../../db/rows/work-pool-row.js";
import { ok, route } from "../../http/route.js";

export const filterWorkPools = route(operation, async ({ body, workspaceId, plane }) => {
  const pools = await selectWorkPools(plane.sql, {
    workspaceId,
    names: body.work_pools?.name?.any_ ?? null,
    ids: body.work_pools?.id?.any_ ?? null,
    types: body.work_pools?.type?.any_ ?? null,
    limit: body.limit,
    offset: body.offset,
  });
  return ok(pools.map(toWorkPool));
});
