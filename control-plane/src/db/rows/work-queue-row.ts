import type { WorkPoolStatus, WorkQueue } from "kedge/contract";
import type { workQueue } from "../schema/work-queue.js";

/** A queue with its pool's name, and with what is told by what is there now. */
export type WorkQueueRow = typeof workQueue.$inferSelect & {
  work_pool_name: string;
  is_default: boolean;
  /** Within the last minute. */
  is_polled: boolean;
  status: WorkPoolStatus;
  active_slots: number;
};

export function toWorkQueue(row: WorkQueueRow): WorkQueue {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    description: row.description,
    is_paused: row.is_paused,
    concurrency_limit: row.concurrency_limit,
    priority: row.priority,
    work_pool_id: row.work_pool_id,
    work_pool_name: row.work_pool_name,
    filter: null,
    last_polled: row.last_polled,
    status: row.status,
    active_slots: row.concurrency_limit === null ? null : row.active_slots,
  };
}
