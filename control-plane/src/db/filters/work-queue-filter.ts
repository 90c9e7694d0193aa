import type { SQL } from "drizzle-orm";
import type { WorkQueueFilter } from "kedge/contract";
import { workQueue } from "../schema/work-queue.js";
import { EVERYTHING, allOf, combine } from "./combine.js";
import { setCriteria, startsWith } from "./criteria.js";

/** A work queue filter as a condition on `work_queue`. */
export function workQueueCondition(filter: WorkQueueFilter): SQL {
  return combine(filter.operator, [
    filter.id && setCriteria(workQueue.id, filter.id),
    filter.name &&
      allOf(setCriteria(workQueue.name, filter.name), filter.name.startswith_ && anyPrefix(filter.name.startswith_)),
  ]);
}

/** An empty list asks nothing here, unlike an empty `any_`. */
function anyPrefix(prefixes: readonly string[]): SQL {
  if (prefixes.length === 0) return EVERYTHING;
  return combine(
    "or_",
    prefixes.map((prefix) => startsWith(workQueue.name, prefix)),
  );
}
