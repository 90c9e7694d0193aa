import type { ClaimedRun, ClaimRequest } from "kedge/contract";
import { selectPoolLimits } from "../db/queries/select-pool-limits.js";
import { notFound } from "../errors.js";
import type { Plane } from "../plane.js";
import { REAPER_REST_MS } from "../services/lease-reaper.js";
import type { Services } from "../services/start-services.js";
import { claim } from "./claim.js";
import { refuseUnresolved } from "./refuse-unresolved.js";

export interface ClaimParts extends Pick<
  Plane,
  "sql" | "clock" | "flowRunEvents" | "flowRunTransitions" | "leaseGrace"
> {
  readonly services: Pick<Services, "leaseReaper" | "foreman" | "collisions">;
}

/** What a claim over REST and an assignment over a channel both are. */
export async function claimForWorker(
  plane: ClaimParts,
  workspaceId: string,
  poolName: string,
  request: ClaimRequest,
): Promise<ClaimedRun[]> {
  const pool = await selectPoolLimits(plane.sql, { workspaceId, name: poolName });
  if (!pool) throw notFound("Work pool", poolName);
  const runs = await plane.leaseGrace.around(() =>
    claim(plane.sql, { ...request, workspaceId, pool, now: plane.clock.now() }),
  );
  if (pool.is_idle) plane.services.foreman.wake();
  if (runs.length > 0 && request.lease_seconds * 1000 < REAPER_REST_MS) plane.services.leaseReaper.wake();
  // What was due behind these may have no slot left.
  if (runs.length > 0 && pool.is_limited) plane.services.collisions.wake();
  for (const { flow_run: run } of runs) plane.flowRunEvents.claimed(run, workspaceId);
  return refuseUnresolved(plane.flowRunTransitions, workspaceId, runs);
}
