import { ErrorCode, renewLimitLease as operation } from "kedge/contract";
import { renewLimitLease as renew } from "../../db/queries/renew-limit-lease.js";
import { PlaneError } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const renewLimitLease = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { lease_id: leaseId } = params;
  if (await renew(plane.sql, { workspaceId, leaseId, seconds: body.lease_duration })) return noContent;
  throw new PlaneError(
    ErrorCode.GONE,
    `Lease ${leaseId} has ended or was given back; its slots may be in other hands. Take slots anew.`,
  );
});
