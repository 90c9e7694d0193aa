import { decrementLimits as operation } from "kedge/contract";
import { deleteSlots } from "../../db/queries/delete-slots.js";
import { ok, route } from "../../http/route.js";

export const decrementLimits = route(operation, async ({ body, workspaceId, plane }) => {
  const { names, slots, occupancy_seconds: occupancySeconds = null } = body;
  const limits = await deleteSlots(plane.sql, { workspaceId, names, slots, occupancySeconds });
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return ok(limits);
});
