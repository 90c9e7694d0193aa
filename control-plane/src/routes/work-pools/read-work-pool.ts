import { readWorkPool as operation } from "kedge/contract";
import { selectWorkPool } from "../../db/queries/select-work-pools.js";
import { toWorkPool } from "../../db/rows/work-pool-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readWorkPool = route(operation, async ({ params, workspaceId, plane }) => {
  const pool = await selectWorkPool(plane.sql, workspaceId, params.name);
  if (!pool) throw notFound("Work pool", params.name);
  return ok(toWorkPool(pool));
});
