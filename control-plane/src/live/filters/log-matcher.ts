import type { Log, LogFilter } from "kedge/contract";
import { compileTextQuery } from "./text-matcher.js";

type LogTest = (log: Log) => boolean;

/** A log filter as a test of a line; says the same as its SQL in `db/filters/log-filter.ts`. */
export function compileLogFilter(filter: LogFilter): LogTest {
  return combine(filter.operator, [
    filter.level && byLevel(filter.level),
    filter.timestamp && byTime(filter.timestamp),
    filter.flow_run_id && byFlowRun(filter.flow_run_id),
    filter.task_run_id && byTaskRun(filter.task_run_id),
    filter.text && byText(filter.text.query),
  ]);
}

type Criteria<Part extends keyof LogFilter> = NonNullable<LogFilter[Part]>;

function byLevel({ ge_, le_ }: Criteria<"level">): LogTest {
  return ({ level }) => (ge_ == null || level >= ge_) && (le_ == null || level <= le_);
}

function byTime({ before_, after_ }: Criteria<"timestamp">): LogTest {
  // Canonical instants compare as text.
  return ({ timestamp }) => (before_ == null || timestamp <= before_) && (after_ == null || timestamp >= after_);
}

function byFlowRun({ any_ }: Criteria<"flow_run_id">): LogTest {
  return ({ flow_run_id: id }) => any_ == null || (id !== null && any_.includes(id));
}

function byTaskRun({ operator, any_, is_null_ }: Criteria<"task_run_id">): LogTest {
  return combine(operator, [
    any_ && (({ task_run_id: id }) => id !== null && any_.includes(id)),
    is_null_ != null && (({ task_run_id: id }) => (id === null) === is_null_),
  ]);
}

function byText(query: string): LogTest {
  const matches = compileTextQuery(query);
  return ({ message, name }) => matches(`${message} ${name}`);
}

/** No tests at all match everything, by either operator. */
function combine(operator: LogFilter["operator"], given: readonly (LogTest | false | null | undefined)[]): LogTest {
  const tests = given.filter((test) => typeof test === "function");
  if (tests.length === 0) return () => true;
  return operator === "or_" ? (log) => tests.some((test) => test(log)) : (log) => tests.every((test) => test(log));
}
