import { heartbeatWorker as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { hearWorker } from "../../work-pools/hear-worker.js";
import { poolNotFound } from "../work-pools/find-pool.js";

export const heartbeatWorker = route(operation, async ({ params, body, workspaceId, plane }) => {
  const heard = await hearWorker(plane, {
    workspaceId,
    poolName: params.name,
    workerName: body.name,
    intervalSeconds: body.heartbeat_interval_seconds ?? null,
  });
  if (!heard) throw poolNotFound(params.name);
  return noContent;
});
