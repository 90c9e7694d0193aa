import { uuidv7, type State } from "kedge/contract";
import type { EnclosingFlowRun, TaskRunSnapshot } from "../../src/orchestration/task-run-snapshot.js";
import type { ProposedState, Transition } from "../../src/orchestration/transition.js";
import { NOW } from "./flow-run-transition.js";

/** A task run outside of any flow run that has not run yet and is never retried. */
export const TASK_RUN: TaskRunSnapshot = {
  id: uuidv7(),
  runCount: 0,
  flowRunRunCount: 0,
  retries: null,
  retryDelaySeconds: 0,
  retryJitterFactor: null,
  draw: 0.5,
  flowRun: null,
  cached: null,
  cacheKey: null,
};

export const RUNNING_FLOW: EnclosingFlowRun = { id: uuidv7(), stateType: "RUNNING", stateDetails: {}, runCount: 1 };

/** From one state to another, of a task run that differs from TASK_RUN as told. */
export function taskTransition(
  current: State | null,
  proposed: ProposedState,
  run: Partial<TaskRunSnapshot> = {},
): Transition<TaskRunSnapshot> {
  return { run: { ...TASK_RUN, ...run }, current, proposed, now: NOW, newId: () => "a-new-id" };
}
