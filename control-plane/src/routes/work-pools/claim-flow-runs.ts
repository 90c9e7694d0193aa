import { claimFlowRuns as operation } from "kedge/contract";
import { selectPoolLimits } from "../../db/queries/select-pool-limits.js";
import { claim } from "../../dispatch/claim.js";
import { refuseUnresolved } from "../../dispatch/refuse-unresolved.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";
import { REAPER_REST_MS } from "../../services/lease-reaper.js";

export const claimFlowRuns = route(operation, async ({ params, body, workspaceId, plane }) => {
  const pool = await selectPoolLimits(plane.sql, { workspaceId, name: params.name });
  if (!pool) throw notFound("Work pool", params.name);
  const runs = await plane.leaseGrace.around(() =>
    claim(plane.sql, { ...body, workspaceId, pool, now: plane.clock.now() }),
  );
  if (pool.is_idle) plane.services.foreman.wake();
  if (runs.length > 0 && body.lease_seconds * 1000 < REAPER_REST_MS) plane.services.leaseReaper.wake();
  for (const { flow_run: run } of runs) plane.flowRunEvents.claimed(run, workspaceId);
  return ok({ runs: await refuseUnresolved(plane.flowRunTransitions, workspaceId, runs) });
});
