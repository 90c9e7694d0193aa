import { sql, type SQL } from "drizzle-orm";
import type { LogFilter } from "kedge/contract";
import { log } from "../schema/log.js";
import { allOf, combine } from "./combine.js";
import { integerCriteria, nullableSetCriteria, setCriteria, timeCriteria } from "./criteria.js";
import { parseTextQuery } from "./text-query.js";

/** A log filter as a condition on `log`. */
export function logCondition(filter: LogFilter): SQL {
  return combine(filter.operator, [
    filter.level && integerCriteria(log.level, filter.level),
    filter.timestamp && timeCriteria(log.timestamp, filter.timestamp),
    filter.flow_run_id && setCriteria(log.flow_run_id, filter.flow_run_id),
    filter.task_run_id && nullableSetCriteria(log.task_run_id, filter.task_run_id),
    filter.text && textMatches(filter.text.query),
  ]);
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
