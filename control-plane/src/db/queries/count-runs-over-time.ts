import { sql, type SQL, type SQLWrapper, type Table } from "drizzle-orm";
import type { Sql } from "../connect.js";
import { runComposed } from "../run-composed.js";

/** Flow runs or task runs. */
interface RunTable {
  readonly state_type: SQLWrapper;
  readonly state_name: SQLWrapper;
  readonly state_timestamp: SQLWrapper;
  readonly expected_start_time: SQLWrapper;
  readonly start_time: SQLWrapper;
  readonly end_time: SQLWrapper;
  readonly total_run_time: SQLWrapper;
}

export interface RunsOverTimeParams {
  table: Table & RunTable;
  /** Workspace and filters. */
  where: SQL;
  /** Canonical instants; intervals are counted from `start`, `end` is not included. */
  start: string;
  end: string;
  intervalSeconds: number;
  now: string;
}

export interface RunsInInterval {
  interval_start: string;
  state_type: string;
  state_name: string;
  count_runs: number;
  /** Seconds. */
  sum_estimated_run_time: number;
  /** Seconds. */
  sum_estimated_lateness: number;
}

/**
 * Runs by interval of their expected start and by state. The sums are of the same estimates that a single run is shown
 * with (`rows/run-timing.ts`); only intervals with runs are answered.
 */
export async function countRunsOverTime(client: Sql, params: RunsOverTimeParams): Promise<RunsInInterval[]> {
  const { table: run, where, start, end, intervalSeconds } = params;
  const now = sql`${params.now}::timestamptz`;
  const interval = sql`date_bin(make_interval(secs => ${intervalSeconds}), ${run.expected_start_time}, ${start}::timestamptz)`;
  const sinceState = sql`extract(epoch from ${now} - ${run.state_timestamp})`;
  const runTime = sql`${run.total_run_time} + case when ${run.state_type} = 'RUNNING' then greatest(0, ${sinceState}) else 0 end`;
  const lateness = sql`case
    when ${run.start_time} is not null then extract(epoch from ${run.start_time} - ${run.expected_start_time})
    when ${run.end_time} is not null or is_terminal(${run.state_type}) then 0
    else extract(epoch from ${now} - ${run.expected_start_time})
  end`;
  return await runComposed<RunsInInterval>(
    client,
    sql`
      select ${interval} as interval_start, ${run.state_type} as state_type, ${run.state_name} as state_name,
        count(*)::int as count_runs,
        sum(greatest(0, ${runTime}))::float8 as sum_estimated_run_time,
        sum(greatest(0, ${lateness}))::float8 as sum_estimated_lateness
      from ${run}
      where ${where} and ${run.expected_start_time} >= ${start} and ${run.expected_start_time} < ${end}
      group by 1, 2, 3`,
  );
}
