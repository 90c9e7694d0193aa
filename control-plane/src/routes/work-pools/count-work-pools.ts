import { countWorkPools as operation } from "kedge/contract";
import { countWorkPools as count } from "../../db/queries/list-work-pools.js";
import { ok, readRoute } from "../../http/route.js";

export const countWorkPools = readRoute(operation, async ({ body, workspaceId, plane }) =>
  ok(await count(plane.reads, { workspaceId, filter: body.work_pools ?? null })),
);
