import { incrementLimitsWithLease as operation, uuidv7 } from "kedge/contract";
import { takeSlots } from "../../dispatch/take-slots.js";
import { ok, route } from "../../http/route.js";

export const incrementLimitsWithLease = route(operation, async ({ body, workspaceId, plane }) => {
  const leaseId = uuidv7();
  const limits = await takeSlots(plane.sql, {
    ...body,
    workspaceId,
    leaseId,
    seconds: body.lease_duration,
    // Never nobody: slots without a holder are those that were taken without a lease.
    holder: body.holder ?? { type: "lease", id: leaseId },
    random: Math.random,
  });
  return ok({ lease_id: leaseId, limits });
});
