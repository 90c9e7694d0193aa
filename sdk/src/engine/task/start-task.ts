import { KedgeError } from "../../errors.js";
import { RunFuture } from "../../futures.js";
import { currentContext } from "../../run-context.js";
import { Crashed, Pending, type State } from "../../states/index.js";
import { currentSession } from "../current-session.js";
import type { TaskDefinition } from "../definition.js";
import { describeError } from "../failed-by.js";
import type { FlowRunScope } from "../flow/flow-run-scope.js";
import type { Slot } from "../runner/slots.js";
import { runTask } from "./run-task.js";
import { TaskRun } from "./task-run.js";

export interface TaskCall {
  readonly definition: TaskDefinition;
  readonly args: readonly unknown[];
  readonly waitFor?: readonly unknown[] | undefined;
  readonly tags?: readonly string[] | undefined;
  readonly key?: string | undefined;
  readonly runName?: string | undefined;
  readonly refreshCache?: boolean | undefined;
}

/** A direct call: runs in place, with the caller's slot, inside a flow or on its own. Throws when there is no run to make. */
export function callTask(call: TaskCall): RunFuture<unknown> {
  const run = newRun(call);
  const future = futureOf(run, false);
  account(run, future, run.flowRun === undefined ? runAlone(run) : runTask(run));
  return future;
}

/** Queues a run for one of the flow's slots. Throws SUBMIT_OUTSIDE_FLOW: nothing would wait for it. */
export function submitTask(call: TaskCall): RunFuture<unknown> {
  const scope = surroundingFlow(call.definition);
  const run = newRun(call);
  const future = futureOf(run, true);
  scope.open.add(future);
  // It may wait long for its turn: it is on the plane from the start.
  run.record(Pending());
  scope.slots.take((slot) => {
    run.slot = slot;
    account(run, future, runInSlot(run, slot));
  });
  return future;
}

async function runInSlot(run: TaskRun, slot: Slot): Promise<State> {
  const room = run.session.recorder.room();
  if (room !== undefined) await room;
  try {
    return await runTask(run);
  } finally {
    slot.end();
  }
}

export function surroundingFlow(definition: TaskDefinition): FlowRunScope {
  const { flowRun } = currentContext();
  if (flowRun === undefined) {
    throw new KedgeError("SUBMIT_OUTSIDE_FLOW", `Task '${definition.name}' was submitted outside of a flow run.`, {
      hint: "Submit it inside a flow, or call it: await task(...).",
    });
  }
  flowRun.assertOpen();
  return flowRun;
}

function newRun({ definition, args, ...call }: TaskCall): TaskRun {
  const context = currentContext();
  context.flowRun?.assertOpen();
  return new TaskRun({
    definition,
    session: currentSession(),
    flowRun: context.flowRun,
    args,
    tags: [...new Set([...context.tags, ...definition.tags, ...(call.tags ?? [])])],
    waitFor: call.waitFor ?? [],
    key: call.key,
    runName: call.runName,
    refreshCache: call.refreshCache,
  });
}

function futureOf(run: TaskRun, queued: boolean): RunFuture<unknown> {
  return new RunFuture<unknown>({
    kind: "task_run",
    runId: () => run.id,
    label: `task run '${run.name}'`,
    queued,
    detached: run.flowRun === undefined,
    hasStarted: () => run.runCount > 0,
    abandon: (state) => void run.record(state),
  });
}

/** Ties the future to its run. A flow keeps only those futures it still has to see to. */
function account(run: TaskRun, future: RunFuture<unknown>, running: Promise<State>): void {
  const open = run.flowRun?.open;
  open?.add(future);
  void running
    // The engine itself failed: its steps turn whatever the task does into states.
    .catch((error: unknown) => run.record(Crashed({ message: describeError(error), error })))
    .then((state) => {
      future.settle(state);
      if (state.isCompleted()) open?.delete(future);
    });
}

/** Outside of a flow a task is a program's first word to the plane: it must be there, and hear of the end. */
async function runAlone(run: TaskRun): Promise<State> {
  await run.session.ensureReachable();
  try {
    return await runTask(run);
  } finally {
    await run.session.flush();
  }
}
