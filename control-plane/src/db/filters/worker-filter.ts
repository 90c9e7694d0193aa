import { sql, type SQL } from "drizzle-orm";
import type { WorkerFilter } from "kedge/contract";
import { combine } from "./combine.js";
import { setCriteria, timeCriteria } from "./criteria.js";

/** A worker filter as a condition on a worker whose last sign of life and status have been worked out. */
export function workerCondition(filter: WorkerFilter): SQL {
  return combine(filter.operator, [
    filter.last_heartbeat_time && timeCriteria(sql`last_heartbeat_time`, filter.last_heartbeat_time),
    filter.status && setCriteria(sql`status`, filter.status),
  ]);
}
