import { StorageConfiguration, type JsonObject, type WorkPool, type WorkPoolStatus } from "kedge/contract";
import type { workPool } from "../schema/work-pool.js";

/** A pool with what is told by what is there now: its status, and the slots in use. */
export type WorkPoolRow = typeof workPool.$inferSelect & { status: WorkPoolStatus | null; active_slots: number };

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
    status: row.status,
    default_queue_id: row.default_queue_id,
    storage_configuration: { ...NOTHING_STORED, ...(row.storage_configuration as JsonObject) },
    active_slots: row.concurrency_limit === null ? null : row.active_slots,
  };
}

const NOTHING_STORED = StorageConfiguration.parse({});
