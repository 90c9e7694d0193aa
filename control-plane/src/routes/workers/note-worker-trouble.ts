import { noteWorkerTrouble as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { poolNotFound } from "../work-pools/find-pool.js";

export const noteWorkerTrouble = route(operation, async ({ params, body, workspaceId, plane }) => {
  const isNoted = await plane.attendance.noteTrouble({
    workspaceId,
    poolName: params.name,
    workerName: params.worker,
    sessionId: body.session_id,
    trouble: body.trouble,
  });
  if (!isNoted) throw poolNotFound(params.name);
  return noContent;
});
