import { ErrorCode, WorkPoolCreate } from "kedge/contract";
import { selectQueuesOfPool, type NamedQueue } from "../../db/queries/select-queues-of-pool.js";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import type { WorkPoolRow } from "../../db/rows/work-pool-row.js";
import { PlaneError } from "../../errors.js";
import type { Plane } from "../../plane.js";
import { changePool } from "../../work-pools/change-pool.js";
import { createAskedPool } from "../../work-pools/create-asked-pool.js";
import { ChannelRefusal, CloseReason } from "./close-reason.js";
import type { HelloPayload } from "./protocol.js";

interface Wanted {
  readonly workspaceId: string;
  readonly poolName: string;
  readonly hello: HelloPayload;
}

/**
 * The pool that a worker is for: made if it asks for that, and with its template where there was none.
 *
 * @throws ChannelRefusal when there is no such pool, or it may not or cannot be made
 */
export async function resolvePool(plane: Plane, wanted: Wanted): Promise<WorkPoolRow> {
  const { workspaceId, poolName, hello } = wanted;
  try {
    const pool = (await selectWorkPool(plane.sql, workspaceId, poolName)) ?? (await create(plane, wanted));
    const template = hello.default_base_job_template;
    const isToFill = isEmpty(pool.base_job_template as object) && !isEmpty(template);
    if (isToFill) await changePool(plane, workspaceId, pool, { base_job_template: template });
    return pool;
  } catch (error) {
    throw asRefusal(error);
  }
}

/** @throws ChannelRefusal when one of the queues isn't there */
export async function resolveQueues(
  plane: Plane,
  { workspaceId, hello }: Wanted,
  poolId: string,
): Promise<readonly NamedQueue[]> {
  const names = [...new Set(hello.work_queue_names)];
  const queues = await selectQueuesOfPool(plane.sql, { workspaceId, poolId, names: names.length > 0 ? names : null });
  const missing = names.find((name) => !queues.some((queue) => queue.name === name));
  if (missing === undefined) return queues;
  throw new ChannelRefusal(CloseReason.AUTHORIZATION_FAILED, `Work queue "${missing}" not found.`);
}

async function create(plane: Plane, { workspaceId, poolName, hello }: Wanted): Promise<WorkPoolRow> {
  if (!hello.create_pool_if_not_found) throw poolNotFound(poolName);
  const asked = WorkPoolCreate.safeParse({
    name: poolName,
    type: hello.worker_type,
    base_job_template: hello.default_base_job_template,
  });
  if (!asked.success) throw new ChannelRefusal(CloseReason.PROTOCOL_ERROR, asked.error.message);
  try {
    return await createAskedPool(plane, workspaceId, asked.data);
  } catch (error) {
    if (!(error instanceof PlaneError && error.code === ErrorCode.CONFLICT)) throw error;
    // Another worker of the pool was faster.
    const pool = await selectWorkPool(plane.sql, workspaceId, poolName);
    if (!pool) throw poolNotFound(poolName);
    return pool;
  }
}

export function poolNotFound(name: string): ChannelRefusal {
  return new ChannelRefusal(CloseReason.AUTHORIZATION_FAILED, `Work pool "${name}" not found.`);
}

function asRefusal(error: unknown): unknown {
  if (!(error instanceof PlaneError)) return error;
  if (error.code === ErrorCode.FORBIDDEN)
    return new ChannelRefusal(CloseReason.AUTHORIZATION_FAILED, error.message, { cause: error });
  if (error.code === ErrorCode.INVALID_REQUEST)
    return new ChannelRefusal(CloseReason.PROTOCOL_ERROR, error.message, { cause: error });
  return error;
}

function isEmpty(object: object): boolean {
  return Object.keys(object).length === 0;
}
