import { renewLeases as operation } from "kedge/contract";
import { renewSession } from "../../db/queries/renew-session.js";
import { ok, route } from "../../http/route.js";

export const renewLeases = route(operation, async ({ params, body, workspaceId, plane }) =>
  ok(
    await plane.leaseGrace.around(() =>
      renewSession(plane.sql, {
        workspaceId,
        sessionId: params.id,
        leaseSeconds: body.lease_seconds,
        runs: body.runs,
      }),
    ),
  ),
);
