import { errorText, type Logger } from "../logging/index.js";
import type { State } from "../states/index.js";

/** What is known of a flow run; also what `runtime.flowRun` shows. */
export interface FlowRunInfo {
  readonly id: string;
  readonly name: string;
  readonly flowName: string;
  readonly flowVersion: string | undefined;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly tags: readonly string[];
  /** 1 in the first attempt. */
  readonly runCount: number;
  readonly deploymentId: string | undefined;
  readonly parentFlowRunId: string | undefined;
  readonly rootFlowRunId: string;
}

/** What is known of a task run; also what `runtime.taskRun` shows. */
export interface TaskRunInfo {
  readonly id: string;
  readonly name: string;
  readonly taskName: string;
  readonly flowRunId: string | undefined;
  readonly tags: readonly string[];
  /** 1 in the first attempt. */
  readonly runCount: number;
}

export interface HookContext<Run> {
  readonly run: Run;
  readonly state: State;
  readonly logger: Logger;
  /** Aborted when the run's process is asked to stop. */
  readonly signal: AbortSignal;
}

/** Called after a state was set. Hooks run one after the other; what one throws is logged and changes nothing. */
export type FlowHook = (context: HookContext<FlowRunInfo>) => unknown;
export type TaskHook = (context: HookContext<TaskRunInfo>) => unknown;

export async function runHooks<Run>(
  hooks: readonly ((context: HookContext<Run>) => unknown)[],
  context: HookContext<Run>,
): Promise<void> {
  const { logger, state } = context;
  for (const hook of hooks) {
    const name = hook.name || "(anonymous)";
    logger.info(`Running hook '${name}' in response to entering state '${state.name}'`);
    try {
      await hook(context);
      logger.info(`Hook '${name}' finished running successfully`);
    } catch (error) {
      // A hook looks on: the run's outcome is settled before it starts.
      logger.error(`An error was encountered while running hook '${name}':`, errorText(error));
    }
  }
}
