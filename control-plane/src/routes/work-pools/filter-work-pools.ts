import { filterWorkPools as operation } from "kedge/contract";
import { listWorkPools } from "../../db/queries/list-work-pools.js";
import { ok, route } from "../../http/route.js";
import { poolReply } from "./pool-reply.js";

export const filterWorkPools = route(operation, async ({ body, workspaceId, plane, prefectVersion }) => {
  const { work_pools: filter = null, limit, offset } = body;
  const pools = await listWorkPools(plane.reads, { workspaceId, filter, limit, offset });
  return ok(pools.map((pool) => poolReply(pool, prefectVersion)));
});
