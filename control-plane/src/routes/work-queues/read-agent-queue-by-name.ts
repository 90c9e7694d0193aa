import { readAgentQueueByName as operation } from "kedge/contract";
import { listWorkQueues } from "../../db/queries/list-work-queues.js";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";
import { AGENT_POOL } from "../../work-pools/agent-pool.js";

export const readAgentQueueByName = route(operation, async ({ params, workspaceId, plane }) => {
  const pool = await selectWorkPool(plane.sql, workspaceId, AGENT_POOL);
  const filter = { name: { any_: [params.name] } };
  const poolId = pool?.id ?? null;
  const [queue] = await listWorkQueues(plane.sql, { workspaceId, poolId, filter, limit: 1, offset: 0 });
  if (!queue) throw notFound("work queue", params.name);
  return ok(toWorkQueue(queue));
});
