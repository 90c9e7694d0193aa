import { isDeepStrictEqual } from "node:util";
import { microsOf } from "kedge/contract";
import { MOST_VIOLATIONS, violations, type Finding, type Invariant } from "../invariant.js";
import { fold } from "./fold.js";
import { illegalSteps } from "./illegal-steps.js";
import { keptSince, readHistories, type FlowRunWithHistory, type StoredFlowRun } from "./read-histories.js";

/** Double precision seconds that were summed up in another order. */
const TOLERANCE_SECONDS = 0.001;

export const historyExplainsRun: Invariant = {
  id: "I4",
  statement: "The history of a flow run is a path that the rules allow, and the run is what it folds to.",
  async check(sql) {
    const since = await keptSince(sql);
    const findings: Finding[] = [];
    for await (const runs of readHistories(sql)) {
      for (const one of runs) {
        findings.push(...complaints(one, since).map((detail) => ({ subject: `flow run ${one.run.id}`, detail })));
      }
      if (findings.length >= MOST_VIOLATIONS) break;
    }
    return violations(this.id, findings.slice(0, MOST_VIOLATIONS));
  },
};

function complaints({ run, history }: FlowRunWithHistory, keptSinceMillis: number): string[] {
  const [first, ...rest] = history;
  const isTrimmed = microsOf(run.created) < keptSinceMillis * 1000;
  if (first === undefined) return run.state_id === null || isTrimmed ? [] : ["no state of it is in the history"];
  const path = [...illegalSteps(history), ...differences(run, currentOf(history.at(-1)!))];
  if (first.timestamp !== run.created) return isTrimmed ? path : [...path, `its first state is of ${first.timestamp}`];
  return [...path, ...differences(run, boundsOf(run, [first, ...rest]))];
}

function currentOf(state: FlowRunWithHistory["history"][number]): Partial<StoredFlowRun> {
  return {
    state_id: state.id,
    state_type: state.type,
    state_name: state.name,
    state_timestamp: state.timestamp,
    state_message: state.message,
    state_data: state.data,
    state_details: state.state_details,
  };
}

/** What the history folds to; where it leaves room, the run's own value when that is inside. */
function boundsOf(run: StoredFlowRun, history: Parameters<typeof fold>[0]): Partial<StoredFlowRun> {
  const folded = fold(history);
  const seconds = folded.totalRunMicros / 1e6;
  const isClose = Math.abs(run.total_run_time - seconds) <= TOLERANCE_SECONDS;
  return {
    run_count: folded.runCounts.has(run.run_count) ? run.run_count : [...folded.runCounts][0]!,
    expected_start_time: folded.expectedStartTime,
    next_scheduled_start_time: folded.nextScheduledStartTime,
    start_time: folded.startTime,
    end_time: folded.endTime,
    total_run_time: isClose ? run.total_run_time : seconds,
  };
}

function differences(run: StoredFlowRun, expected: Partial<StoredFlowRun>): string[] {
  return Object.entries(expected)
    .filter(([field, value]) => !isDeepStrictEqual(run[field as keyof StoredFlowRun], value))
    .map(([field, value]) => {
      const stored = JSON.stringify(run[field as keyof StoredFlowRun]);
      return `${field} is ${stored}, its history comes to ${JSON.stringify(value)}`;
    });
}
