import type { SQL } from "drizzle-orm";
import type { WorkPoolFilter } from "kedge/contract";
import { workPool } from "../schema/work-pool.js";
import { combine } from "./combine.js";
import { setCriteria } from "./criteria.js";

/** A work pool filter as a condition on `work_pool`. */
export function workPoolCondition(filter: WorkPoolFilter): SQL {
  return combine(filter.operator, [
    filter.id && setCriteria(workPool.id, filter.id),
    filter.name && setCriteria(workPool.name, filter.name),
    filter.type && setCriteria(workPool.type, filter.type),
  ]);
}
