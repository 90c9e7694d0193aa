import type { FlowRunInfo, TaskRunInfo } from "./engine/hooks.js";
import { createLogger, type Logger } from "./logging/index.js";
import { currentContext } from "./run-context.js";

/** What is running here. Undefined outside of runs. */
export const runtime = {
  get flowRun(): FlowRunInfo | undefined {
    return currentContext().flowRun?.info;
  },
  get taskRun(): TaskRunInfo | undefined {
    return currentContext().taskRun?.info();
  },
};

const outside = createLogger(
  { name: "kedge", subject: () => "kedge", flowRunId: null, taskRunId: null },
  { level: "info", toConsole: true },
);

/** The logger of the run around the call: its lines go to the plane with the run's id. Outside of runs it only prints. */
export function getRunLogger(): Logger {
  const { taskRun, flowRun } = currentContext();
  return taskRun?.logger ?? flowRun?.logger ?? outside;
}

const NEVER = new AbortController().signal;

/** Aborted when the run around the call times out, is cancelled, or its process is asked to stop. */
export function abortSignal(): AbortSignal {
  const { taskRun, flowRun } = currentContext();
  return taskRun?.abortSignal() ?? flowRun?.signal ?? NEVER;
}
