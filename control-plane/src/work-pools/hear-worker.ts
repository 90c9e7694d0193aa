import { upsertWorkerHeartbeat, type HeardOf } from "../db/queries/upsert-worker-heartbeat.js";
import { announceStatuses, type AnnounceParts } from "./announce.js";

export interface Heartbeat {
  readonly workspaceId: string;
  readonly poolName: string;
  readonly workerName: string;
  /** Null: as it was. */
  readonly intervalSeconds: number | null;
}

/** Notes that a stock worker is there, and tells of its pool's being ready by it; undefined when there is no such pool. */
export async function hearWorker(parts: AnnounceParts, heartbeat: Heartbeat): Promise<HeardOf | undefined> {
  const heard = await upsertWorkerHeartbeat(parts.sql, heartbeat);
  if (heard && !heard.is_pool_announced) {
    await announceStatuses(parts, { workspaceId: heartbeat.workspaceId, poolId: heard.pool_id });
  }
  return heard;
}
