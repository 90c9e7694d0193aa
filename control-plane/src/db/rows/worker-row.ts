import type { Worker, WorkerStatus } from "kedge/contract";
import type { worker } from "../schema/worker.js";

/** A worker with its last sign of life, a heartbeat or a renewal of its session, and what follows from it. */
export type WorkerRow = typeof worker.$inferSelect & { status: WorkerStatus; trouble: string | null };

export function toWorker(row: WorkerRow): Worker {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    work_pool_id: row.work_pool_id,
    last_heartbeat_time: row.last_heartbeat_time,
    heartbeat_interval_seconds: row.heartbeat_interval_seconds,
    status: row.status,
    trouble: row.trouble,
  };
}
