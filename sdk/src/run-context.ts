import { AsyncLocalStorage } from "node:async_hooks";
import type { FlowRunScope } from "./engine/flow/flow-run-scope.js";
import type { TaskRun } from "./engine/task/task-run.js";

/** What is running here: the innermost flow run and task run, and the tags of the surrounding `withTags`. */
export interface RunContext {
  readonly flowRun: FlowRunScope | undefined;
  readonly taskRun: TaskRun | undefined;
  readonly tags: readonly string[];
}

const OUTSIDE: RunContext = { flowRun: undefined, taskRun: undefined, tags: [] };

interface Shared {
  readonly context: AsyncLocalStorage<RunContext>;
}

/**
 * One for the process, whatever the number of copies of this package in it: a task of one copy called in a flow of another
 * must find that flow.
 */
const SHARED = Symbol.for("kedge.sdk.v1");
const registry = globalThis as { [SHARED]?: Shared };
const shared: Shared = (registry[SHARED] ??= { context: new AsyncLocalStorage<RunContext>() });

export function currentContext(): RunContext {
  return shared.context.getStore() ?? OUTSIDE;
}

export function runInContext<R>(context: RunContext, fn: () => R): R {
  return shared.context.run(context, fn);
}

/**
 * Keeps the present run for callbacks that are called from elsewhere (event emitters, pools): `capture(fn)` logs, submits
 * and reads `runtime` as if it were called here.
 */
export function captureContext(): <A extends unknown[], R>(fn: (...args: A) => R) => (...args: A) => R {
  const context = currentContext();
  return (fn) =>
    (...args) =>
      runInContext(context, () => fn(...args));
}

/** Adds tags to every run that starts inside `fn`. */
export function withTags<R>(tags: readonly string[], fn: () => R): R {
  const context = currentContext();
  return runInContext({ ...context, tags: [...new Set([...context.tags, ...tags])] }, fn);
}
