/** History tables, each partitioned by the time inside its UUIDv7 ids. */
export const HISTORY_TABLES = ["flow_run_state", "task_run_state", "log", "event"] as const;
export type HistoryTable = (typeof HISTORY_TABLES)[number];

/** A range of time, the end excluded. */
export interface Span {
  readonly fromMillis: number;
  readonly toMillis: number;
}

const HOUR_MILLIS = 3_600_000;

/**
 * How much time one partition holds. Postgres locks up to 16 relations the fast way (more from release 18 on), and plans
 * grow with the partitions a query may meet: with the kept time of `config.ts` each table has at most about 32. Log lines
 * and events come in the thickest and are bounded by size as well, so they are cut the finest.
 */
const SPAN_MILLIS: Record<HistoryTable, number> = {
  flow_run_state: 7 * 24 * HOUR_MILLIS,
  task_run_state: 7 * 24 * HOUR_MILLIS,
  log: 12 * HOUR_MILLIS,
  event: 24 * HOUR_MILLIS,
};

/** The one behind takes what was written just before the cut or under a clock that lags. */
const SPANS_BEHIND = 1;
/** Room for a server whose janitor fails: 36 hours for log lines, weeks for states. */
const SPANS_AHEAD = 3;

/** The span that holds an instant; spans are counted from the epoch, so every server cuts them alike. */
export function spanAt(table: HistoryTable, millis: number): Span {
  const length = SPAN_MILLIS[table];
  const fromMillis = Math.floor(millis / length) * length;
  return { fromMillis, toMillis: fromMillis + length };
}

/** The spans that must exist now. */
export function neededSpans(table: HistoryTable, nowMillis: number): Span[] {
  const length = SPAN_MILLIS[table];
  const spans: Span[] = [];
  for (let i = -SPANS_BEHIND; i <= SPANS_AHEAD; i++) spans.push(spanAt(table, nowMillis + i * length));
  return spans;
}

/**
 * The time up to the last span that is held without a gap. A server that has stood still for weeks leaves a gap behind;
 * what lies before it can still be read.
 */
export function unbrokenSpan(spans: readonly Span[]): Span | undefined {
  const newestFirst = spans.toSorted((a, b) => b.fromMillis - a.fromMillis);
  let unbroken = newestFirst[0];
  for (const span of newestFirst.slice(1)) {
    if (span.toMillis !== unbroken!.fromMillis) break;
    unbroken = { fromMillis: span.fromMillis, toMillis: unbroken!.toMillis };
  }
  return unbroken;
}

/** The partition's name: the table and the hour its span begins, `log_2026010112`. */
export function partitionName(table: HistoryTable, span: Span): string {
  return `${table}_${new Date(span.fromMillis).toISOString().slice(0, 13).replaceAll(/[-T]/g, "")}`;
}
