import { isTerminal, microsOf, type Micros, type StateType } from "kedge/contract";

interface TimedRun {
  state_type: string | null;
  state_timestamp: string | null;
  start_time: string | null;
  end_time: string | null;
  expected_start_time: string | null;
  total_run_time: number;
}

/** Two durations that move with the clock, in seconds; computed when read, never stored. */
export function estimates(run: TimedRun, now: Micros) {
  return {
    estimated_run_time:
      run.total_run_time + (run.state_type === "RUNNING" ? secondsSince(run.state_timestamp, now) : 0),
    estimated_start_time_delta: lateness(run, now),
  };
}

/** How long after the expected start the run started, or how long it has been overdue. */
function lateness(run: TimedRun, now: Micros): number {
  if (run.expected_start_time === null) return 0;
  if (run.start_time !== null) {
    return Math.max(0, (microsOf(run.start_time) - microsOf(run.expected_start_time)) / 1e6);
  }
  const hasEnded = run.end_time !== null || isTerminal(run.state_type as StateType | null);
  return hasEnded ? 0 : secondsSince(run.expected_start_time, now);
}

function secondsSince(timestamp: string | null, now: Micros): number {
  return timestamp === null ? 0 : Math.max(0, (now - microsOf(timestamp)) / 1e6);
}
