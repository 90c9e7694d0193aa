import { taskInputHash } from "../../cache/task-input-hash.js";
import { storageKey } from "../../results/index.js";
import type { TaskRun } from "./task-run.js";

export function keepsResult(run: TaskRun): boolean {
  return (run.definition.persistResult ?? run.flowRun?.persistResult ?? run.session.settings.persistResults) === true;
}

/**
 * Where the result of a task run is kept: by its place in its flow run and by its arguments, so that the next attempt of the
 * flow finds it, and never takes the result of another call for its own. A run whose arguments cannot be compared, or that
 * stands outside of flows, has a place that nobody looks at again.
 */
export function journalKey(run: TaskRun): string {
  const key = replayKey(run);
  return key ?? storageKey(run.id);
}

/** Undefined where there is nothing to find again. */
export function replayKey(run: TaskRun): string | undefined {
  const { definition, flowRunId, place, args } = run;
  if (flowRunId === undefined || place === undefined) return undefined;
  const { key, name, parameterNames } = definition;
  try {
    const inputs = taskInputHash({ taskKey: key, taskName: name, flowRunId, parameterNames }, args);
    return storageKey("journal", flowRunId, key, place, inputs);
  } catch {
    // An argument without a comparable form (a connection, a function): such a run is simply run again.
    return undefined;
  }
}
