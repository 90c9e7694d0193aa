import { createAgentQueue as operation } from "kedge/contract";
import { selectQueue } from "../../db/queries/list-work-queues.js";
import { toWorkQueue } from "../../db/rows/work-queue-row.js";
import { created, route } from "../../http/route.js";
import { AGENT_POOL, ensureAgentPool } from "../../work-pools/agent-pool.js";
import { makeQueue } from "./make-queue.js";

export const createAgentQueue = route(operation, async ({ body, workspaceId, plane }) => {
  const { pool, isNew } = await ensureAgentPool(plane, workspaceId);
  // Asked for a queue "default", a new pool has it already.
  const made = isNew && (await selectQueue(plane.sql, { workspaceId, poolName: AGENT_POOL, name: body.name }));
  return created(made ? toWorkQueue(made) : await makeQueue(plane, pool, body));
});
