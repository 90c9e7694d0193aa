import { isTerminal, microsOf } from "kedge/contract";
import type { HistoryState } from "./read-histories.js";

/** What a run's times and counters come to, told by its states alone. */
export interface Folded {
  readonly expectedStartTime: string;
  readonly nextScheduledStartTime: string | null;
  readonly startTime: string | null;
  readonly endTime: string | null;
  readonly totalRunMicros: number;
  /** One nearly always; more where the history does not tell whether a run was resumed or retried. */
  readonly runCounts: ReadonlySet<number>;
}

/** Oldest first; the first one is the state that the run was created with. */
export function fold(history: readonly [HistoryState, ...HistoryState[]]): Folded {
  const [first] = history;
  let startTime: string | null = null;
  let endTime: string | null = null;
  let totalRunMicros = 0;
  for (const [i, state] of history.entries()) {
    const before = history[i - 1];
    if (before?.type === "RUNNING") totalRunMicros += microsOf(state.timestamp) - microsOf(before.timestamp);
    if (state.type === "RUNNING" || isTerminal(state.type)) startTime ??= state.timestamp;
    endTime = isTerminal(state.type) ? (endTime ?? state.timestamp) : null;
  }
  return {
    expectedStartTime: scheduledTime(first) ?? first.timestamp,
    nextScheduledStartTime: scheduledTime(history.at(-1)!),
    startTime,
    endTime,
    totalRunMicros,
    runCounts: runCounts(history),
  };
}

function scheduledTime(state: HistoryState): string | null {
  return state.type === "SCHEDULED" ? (state.state_details.scheduled_time ?? null) : null;
}

interface Count {
  readonly runs: number;
  /** The next RUNNING goes on with a run that has been counted. */
  readonly resuming: boolean;
}

function runCounts([first, ...rest]: readonly [HistoryState, ...HistoryState[]]): Set<number> {
  let counts: readonly Count[] = [{ runs: first.type === "RUNNING" ? 1 : 0, resuming: false }];
  let before = first;
  for (const state of rest) {
    counts = counts.flatMap((count) => countOn(count, before, state));
    before = state;
  }
  return new Set(counts.map((count) => count.runs));
}

function countOn({ runs, resuming }: Count, before: HistoryState, state: HistoryState): Count[] {
  const counted = runs + (state.type === "RUNNING" && !resuming ? 1 : 0);
  const left = state.type === "RUNNING" || isTerminal(state.type) ? false : resuming;
  return resumings(before, state, left).map((next) => ({ runs: counted, resuming: next }));
}

function resumings(before: HistoryState, state: HistoryState, left: boolean): boolean[] {
  if (state.is_forced) return [left];
  // A suspended run that is cancelled was either ended while it waited, or its cancel was carried out at once.
  if (before.type === "PAUSED") return state.type === "CANCELLED" ? [true, false] : [true];
  if (isTerminal(before.type) && !isTerminal(state.type)) return [false];
  // A wait for the next attempt was either proposed as such, or made of a failure, which begins afresh.
  if (left && before.type === "RUNNING" && state.type === "SCHEDULED") return [left, false];
  return [left];
}
