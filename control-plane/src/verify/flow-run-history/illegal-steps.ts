import { isDeepStrictEqual } from "node:util";
import { microsOf, uuidv7, type Micros } from "kedge/contract";
import { decide } from "../../orchestration/decide.js";
import type { FlowRunSnapshot } from "../../orchestration/flow-run-snapshot.js";
import { FLOW_RUN_POLICY } from "../../orchestration/policies.js";
import type { ProposedState } from "../../orchestration/transition.js";
import type { HistoryState } from "./read-histories.js";

/** A run of which nothing is known that a rule could object to: what is refused of it is refused of every run. */
const ANY_RUN: FlowRunSnapshot = {
  id: uuidv7(),
  hasDeployment: true,
  isSubflow: false,
  hasInfrastructure: true,
  runCount: 0,
  retries: null,
  retryDelaySeconds: 0,
  retryType: null,
  resuming: false,
  pauseKeys: [],
  dispatch: null,
  claim: null,
};

/** The steps of a history that the rules refuse or would have amended, in words. Forced states are excused. */
export function illegalSteps(history: readonly HistoryState[]): string[] {
  const steps: string[] = [];
  for (const [i, state] of history.entries()) {
    const before = history[i - 1];
    if (before === undefined) continue;
    if (microsOf(state.timestamp) <= microsOf(before.timestamp))
      steps.push(`${told(state)} is not after ${told(before)}`);
    // The decision was made at some time in between: a pause may have ended since, a start may have become due.
    const times = [microsOf(before.timestamp), microsOf(state.timestamp)];
    if (state.is_forced || times.some((now) => isLegal(before, state, now))) continue;
    steps.push(`${told(before)} cannot be followed by ${told(state)}`);
  }
  return steps;
}

/** Accepted as it is, or made by a rule of what was proposed instead. */
function isLegal(before: HistoryState, entered: HistoryState, now: Micros): boolean {
  const { type, name, message, data, state_details: details } = entered;
  const state = { type, name, message, data, details };
  return proposalsFor(state).some((proposed) => {
    const run = { run: ANY_RUN, current: before, newId: () => ANY_RUN.id };
    const decided = decide(FLOW_RUN_POLICY, { ...run, proposed, now }).state;
    return decided !== null && isDeepStrictEqual(withoutOwner(decided), withoutOwner(state));
  });
}

/** A cancel that had nothing to tear down was carried out at once. */
function proposalsFor(state: ProposedState): ProposedState[] {
  return state.type === "CANCELLED" ? [state, { ...state, type: "CANCELLING" }] : [state];
}

/** The commit adds to a state whose it is. */
function withoutOwner({ details, ...state }: ProposedState) {
  const { flow_run_id: _run, task_run_id: _task, ...own } = details;
  return { ...state, details: own };
}

function told({ type, name, timestamp }: HistoryState): string {
  return `${type}/${name} of ${timestamp}`;
}
