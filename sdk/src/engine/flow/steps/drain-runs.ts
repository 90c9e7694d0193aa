import { Cancelled, errorOf, Failed, type State } from "../../../states/index.js";
import type { OpenRun } from "../../open-run.js";
import type { FlowRunScope } from "../flow-run-scope.js";
import type { FlowStep } from "../flow-step.js";

const NAMES_IN_MESSAGE = 5;

/**
 * A flow is over when everything it started is. Runs that nobody awaited are waited for, and one that failed without
 * anyone looking fails the flow: JavaScript's own rule for rejections.
 */
export const drainRuns: FlowStep = async (run, next) => {
  const state = await next();
  const { scope } = run;
  const unfinished = unsettled(scope);
  if (unfinished.length > 0) {
    const { unawaited } = run.definition;
    if (unawaited === "cancel" || !state.isCompleted()) cancelUnstarted(scope, unawaited === "cancel");
    else run.logger.info(`Waiting for ${describe(unfinished)}, which the flow started and did not await.`);
    await waitForAll(scope);
    if (unawaited === "fail" && state.isCompleted()) {
      return Failed({ message: `The flow ended without awaiting ${describe(unfinished)}.` });
    }
  }
  return state.isCompleted() ? failIfUnobserved(scope, state) : state;
};

function unsettled(scope: FlowRunScope): OpenRun[] {
  return [...scope.open].filter((run) => run.settledState === undefined);
}

/** What has begun may have effects, so it ends in peace; what has not begun need not. */
function cancelUnstarted(scope: FlowRunScope, evenStarted: boolean): void {
  for (const run of unsettled(scope)) {
    if (run.kind === "task_run" && (evenStarted || !run.hasStarted)) {
      run.abandon(Cancelled({ message: "The flow ended before this run did." }));
    }
  }
}

/** Runs may start others, so this is repeated until none is left. */
async function waitForAll(scope: FlowRunScope): Promise<void> {
  for (let runs = unsettled(scope); runs.length > 0; runs = unsettled(scope)) {
    await Promise.all(runs.map((run) => run.settled()));
  }
}

function failIfUnobserved(scope: FlowRunScope, state: State): State {
  const failed = [...scope.open].filter(
    ({ observed, settledState }) => !observed && settledState?.isCompleted() === false,
  );
  const [first] = failed;
  if (first?.settledState === undefined) return state;
  const message = `${describe(failed)} failed and nobody looked: ${first.settledState.message ?? first.settledState.name}`;
  if (scope.definition.unobserved === "fail") return Failed({ message, error: errorOf(first.settledState) });
  scope.logger.warning(message);
  return state;
}

function describe(runs: readonly OpenRun[]): string {
  const names = runs.slice(0, NAMES_IN_MESSAGE).map(({ label }) => label);
  const more = runs.length - names.length;
  return more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
}
