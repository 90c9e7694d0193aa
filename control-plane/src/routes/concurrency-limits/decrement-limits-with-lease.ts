import { decrementLimitsWithLease as operation } from "kedge/contract";
import { deleteSlotLease } from "../../db/queries/delete-slot-lease.js";
import { noContent, route } from "../../http/route.js";

export const decrementLimitsWithLease = route(operation, async ({ body, workspaceId, plane }) => {
  await deleteSlotLease(plane.sql, { workspaceId, leaseId: body.lease_id });
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return noContent;
});
