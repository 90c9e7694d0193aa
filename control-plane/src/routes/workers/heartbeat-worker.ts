import { heartbeatWorker as operation } from "kedge/contract";
import { upsertWorkerHeartbeat } from "../../db/queries/upsert-worker-heartbeat.js";
import { noContent, route } from "../../http/route.js";
import { announceStatuses } from "../../work-pools/announce.js";
import { poolNotFound } from "../work-pools/find-pool.js";

export const heartbeatWorker = route(operation, async ({ params, body, workspaceId, plane }) => {
  const heard = await upsertWorkerHeartbeat(plane.sql, {
    workspaceId,
    poolName: params.name,
    workerName: body.name,
    intervalSeconds: body.heartbeat_interval_seconds ?? null,
  });
  if (!heard) throw poolNotFound(params.name);
  if (!heard.is_pool_announced) await announceStatuses(plane, { workspaceId, poolId: heard.pool_id });
  return noContent;
});
