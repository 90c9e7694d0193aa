/** History tables, each partitioned by the time inside its UUIDv7 ids. */
export const PARTITIONED_TABLES = ["flow_run_state", "task_run_state", "log", "event"] as const;

export interface Span {
  readonly fromMillis: number;
  readonly toMillis: number;
}

/** A week: with 90 days kept that is 15 live partitions a table, few enough for Postgres' fast lock path. */
const SPAN_MILLIS = 7 * 24 * 3600 * 1000;
const SPANS_BEHIND = 1;
const SPANS_AHEAD = 3;

/** The span that holds an instant; spans are counted from the epoch, so every server cuts them alike. */
export function spanAt(millis: number): Span {
  const fromMillis = Math.floor(millis / SPAN_MILLIS) * SPAN_MILLIS;
  return { fromMillis, toMillis: fromMillis + SPAN_MILLIS };
}

/** The one behind takes what was written just before midnight or under a clock that lags; those ahead give weeks of room. */
export function spansAround(nowMillis: number): Span[] {
  const current = spanAt(nowMillis).fromMillis;
  const spans: Span[] = [];
  for (let i = -SPANS_BEHIND; i <= SPANS_AHEAD; i++) spans.push(spanAt(current + i * SPAN_MILLIS));
  return spans;
}

/** The partition's name: the table and the day its span begins. */
export function spanOf(table: string, span: Span): string {
  return `${table}_${new Date(span.fromMillis).toISOString().slice(0, 10).replaceAll("-", "")}`;
}
