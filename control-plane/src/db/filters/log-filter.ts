import { sql, type SQL } from "drizzle-orm";
import type { LogFilter } from "kedge/contract";
import { oldestHistoryId } from "../partitions/oldest-history-id.js";
import { log } from "../schema/log.js";
import { EVERYTHING, NOTHING, allOf, combine } from "./combine.js";
import { anyOf, integerCriteria, nullableSetCriteria, timeCriteria } from "./criteria.js";
import { parseTextQuery } from "./text-query.js";

/** A log filter as a condition on `log`. */
export function logCondition(filter: LogFilter): SQL {
  return combine(filter.operator, [
    filter.level && integerCriteria(log.level, filter.level),
    filter.timestamp && timeCriteria(log.timestamp, filter.timestamp),
    filter.flow_run_id && ofFlowRuns(filter.flow_run_id.any_),
    filter.task_run_id && nullableSetCriteria(log.task_run_id, filter.task_run_id),
    filter.text && textMatches(filter.text.query),
  ]);
}

function ofFlowRuns(ids: readonly string[] | null | undefined): SQL {
  if (ids == null) return EVERYTHING;
  if (ids.length === 0) return NOTHING;
  return sql`(${anyOf(log.flow_run_id, ids)} and ${log.id} >= ${oldestHistoryId(ids)})`;
}

/** Terms are looked for as substrings of the line and its logger's name, whatever their case. */
function textMatches(query: string): SQL {
  const { include, required, excluded } = parseTextQuery(query);
  const has = (term: string) => sql`strpos(lower(${log.message} || ' ' || ${log.name}), lower(${term})) > 0`;
  return allOf(
    include.length > 0 && combine("or_", include.map(has)),
    ...required.map(has),
    ...excluded.map((term) => sql`not ${has(term)}`),
  );
}
