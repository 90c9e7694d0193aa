import { uuidv7 } from "kedge/contract";
import type { Connection } from "../db/connect.js";
import { ensureWorkQueue } from "../db/queries/ensure-work-queue.js";
import { selectWorkQueue, type QueueOfPool } from "../db/queries/select-work-queue.js";
import { notFound } from "../errors.js";
import { AGENT_POOL, ensureAgentPool } from "../work-pools/agent-pool.js";
import type { AnnounceParts } from "../work-pools/announce.js";

export interface PoolAndQueue {
  readonly work_pool_name?: string | null | undefined;
  readonly work_queue_name?: string | null | undefined;
}

/**
 * The queue that a deployment's runs are to wait in. A queue is made where its name is new, a pool never is. A pool of null
 * takes them out of any; undefined: the request says nothing of it.
 */
export async function queueForRuns(
  sql: Connection,
  workspaceId: string,
  { work_pool_name: asked, work_queue_name: queueName }: PoolAndQueue,
): Promise<QueueOfPool | null | undefined> {
  if (asked === null && queueName == null) return null;
  const poolName = asked ?? (queueName == null ? null : AGENT_POOL);
  if (poolName === null) return undefined;
  const queue =
    queueName == null
      ? await selectWorkQueue(sql, { workspaceId, poolName, queueName: null })
      : await ensureWorkQueue(sql, { workspaceId, poolName, queueName, newId: uuidv7() });
  if (!queue) throw notFound("Work pool", poolName);
  return queue;
}

/** A queue that is named without a pool is one of the agents', whose pool is made when it is needed first. */
export async function ensurePoolOfQueue(parts: AnnounceParts, workspaceId: string, asked: PoolAndQueue): Promise<void> {
  if (asked.work_pool_name == null && asked.work_queue_name != null) await ensureAgentPool(parts, workspaceId);
}
