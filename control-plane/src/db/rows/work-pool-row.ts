import type { JsonObject, WorkPool } from "kedge/contract";
import type { workPool } from "../schema/work-pool.js";

/** A pool with what is counted from live rows: slots in use and workers that are there. */
export type WorkPoolRow = typeof workPool.$inferSelect & { active_slots: number; has_live_worker: boolean };

export function toWorkPool(row: WorkPoolRow): WorkPool {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    description: row.description,
    type: row.type,
    base_job_template: row.base_job_template as JsonObject,
    is_paused: row.is_paused,
    concurrency_limit: row.concurrency_limit,
    status: row.is_paused ? "PAUSED" : row.has_live_worker ? "READY" : "NOT_READY",
    default_queue_id: row.default_queue_id,
    storage_configuration: row.storage_configuration as JsonObject,
    active_slots: row.concurrency_limit === null ? null : row.active_slots,
  };
}
