import { heartbeatWorker as operation } from "kedge/contract";
import { upsertWorkerHeartbeat } from "../../db/queries/upsert-worker-heartbeat.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

/** A stock worker counts as alive for three of its heartbeats. */
const HEARTBEATS_ALIVE = 3;
const DEFAULT_INTERVAL_SECONDS = 30;

export const heartbeatWorker = route(operation, async ({ params, body, workspaceId, plane }) => {
  const isKnown = await upsertWorkerHeartbeat(plane.sql, {
    workspaceId,
    poolName: params.name,
    workerName: body.name,
    aliveSeconds: (body.heartbeat_interval_seconds ?? DEFAULT_INTERVAL_SECONDS) * HEARTBEATS_ALIVE,
  });
  if (!isKnown) throw notFound("Work pool", params.name);
  return noContent;
});
