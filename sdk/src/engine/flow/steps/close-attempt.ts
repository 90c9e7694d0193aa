import { StateName, StateType } from "../../../contract/index.js";
import { Cancelled, type State } from "../../../states/index.js";
import type { FlowRunScope } from "../flow-run-scope.js";
import type { FlowStep } from "../flow-step.js";
import { inheritedReason, stoppedState } from "../stopped.js";

/** After this nothing can be added to the attempt, and no run inside it is left without a final state. */
export const closeAttempt: FlowStep = async (run, next) => {
  const state = await next();
  const { scope } = run;
  scope.close(state.name);
  if (scope.signal.aborted) await stopOpenRuns(scope);
  closeNotReady(scope);
  return state;
};

/** Runs that do not look at their signal: their state is set without them. Child flows set their own. */
async function stopOpenRuns(scope: FlowRunScope): Promise<void> {
  const state = stoppedState(inheritedReason(scope.signal.reason, `Flow run '${scope.info.name}'`));
  for (const run of scope.open) {
    if (run.settledState === undefined && run.kind === "task_run") run.abandon(state);
  }
  await Promise.all([...scope.open].map((run) => run.settled()));
}

/** NotReady is shown as pending while the flow might still act on it; when the flow ends, such runs will never start. */
function closeNotReady(scope: FlowRunScope): void {
  for (const run of scope.open) {
    const state = run.settledState;
    if (state?.type === StateType.PENDING) run.abandon(notReady(state));
  }
}

function notReady({ message }: State): State {
  return Cancelled({ name: StateName.NOT_READY, message });
}
