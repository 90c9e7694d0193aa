import {
  STATE_TYPES,
  formatMicros,
  microsOf,
  type RelatedFilters,
  type RunHistoryInterval,
  type RunHistoryRequest,
  type StateType,
} from "kedge/contract";
import { countRunsOverTime, type RunsInInterval, type RunsOverTimeParams } from "../db/queries/count-runs-over-time.js";
import type { Plane } from "../plane.js";

/** The last instant that can be written. */
const END_OF_TIME = Date.UTC(9999, 11, 31) * 1000;

/** Charts are drawn from these; a longer period needs longer intervals. */
const MAX_INTERVALS = 500;

/** The filters of a request for a history, by the names that lists give them. */
export function historyFilters(request: RunHistoryRequest): RelatedFilters {
  const { flows, flow_runs, task_runs, deployments, work_pools, work_queues } = request;
  return { flows, flow_runs, task_runs, deployments, work_pools, work_pool_queues: work_queues };
}

/** The intervals of a period with what runs were expected to start in each; a period beyond the bound is cut off. */
export async function runHistory(
  plane: Plane,
  { table, where, request }: Pick<RunsOverTimeParams, "table" | "where"> & { request: RunHistoryRequest },
): Promise<RunHistoryInterval[]> {
  const start = microsOf(request.history_start);
  const interval = Math.round(request.history_interval_seconds * 1e6);
  const wanted = Math.ceil((microsOf(request.history_end) - start) / interval);
  const count = Math.max(0, Math.min(wanted, MAX_INTERVALS));
  if (count === 0) return [];
  const boundary = (i: number) => formatMicros(Math.min(start + i * interval, END_OF_TIME));
  const counted = await countRunsOverTime(plane.reads, {
    table,
    where,
    start: request.history_start,
    end: boundary(count),
    intervalSeconds: interval / 1e6,
    now: formatMicros(plane.clock.now()),
  });
  const byStart = new Map<string, RunsInInterval[]>();
  for (const row of counted) byStart.set(row.interval_start, [...(byStart.get(row.interval_start) ?? []), row]);
  return Array.from({ length: count }, (_, i) => {
    const from = boundary(i);
    return {
      interval_start: from,
      interval_end: boundary(i + 1),
      states: (byStart.get(from) ?? []).toSorted(inOrderOfStates).map(toStates),
    };
  });
}

function inOrderOfStates(a: RunsInInterval, b: RunsInInterval): number {
  const byType = STATE_TYPES.indexOf(a.state_type as StateType) - STATE_TYPES.indexOf(b.state_type as StateType);
  return byType || (a.state_name < b.state_name ? -1 : 1);
}

function toStates(row: RunsInInterval): RunHistoryInterval["states"][number] {
  return {
    state_type: row.state_type as StateType,
    state_name: row.state_name,
    count_runs: row.count_runs,
    sum_estimated_run_time: row.sum_estimated_run_time,
    sum_estimated_lateness: row.sum_estimated_lateness,
  };
}
