import { resetTagLimit as operation, uuidv7 } from "kedge/contract";
import { resetTagLimit as reset } from "../../db/queries/reset-tag-limit.js";
import { ok, route } from "../../http/route.js";
import { findTagLimit } from "./find-tag-limit.js";
import { HUNDRED_YEARS_SECONDS } from "../../dispatch/lease-without-end.js";

export const resetTagLimit = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { id: limitId } = await findTagLimit(plane.sql, workspaceId, params);
  const holders = (body.slot_override ?? []).map((taskRunId) => ({ leaseId: uuidv7(), taskRunId }));
  await reset(plane.sql, { workspaceId, limitId, holders, seconds: HUNDRED_YEARS_SECONDS });
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return ok(null);
});
