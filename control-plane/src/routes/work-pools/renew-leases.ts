import { renewLeases as operation } from "kedge/contract";
import { selectUnheardRuns } from "../../db/queries/select-unheard-runs.js";
import { claimedRun } from "../../dispatch/claim.js";
import { ok, route } from "../../http/route.js";

export const renewLeases = route(operation, async ({ params, body, workspaceId, plane }) => {
  const session = { workspaceId, sessionId: params.id };
  const { holds_more, ...renewed } = await plane.renewals.renew({
    ...session,
    leaseSeconds: body.lease_seconds,
    runs: body.runs,
  });
  if (!body.unheard || !holds_more) return ok(renewed);
  const heardIds = body.runs.map((run) => run.flow_run_id);
  const unheard = await selectUnheardRuns(plane.leases, { ...session, heardIds });
  const now = plane.clock.now();
  return ok({ ...renewed, unheard: unheard.map((row) => claimedRun(row, now)) });
});
