import type { Settings } from "../config/settings.js";
import { loadFlow } from "../entrypoint/load-flow.js";
import { KedgeError } from "../errors.js";
import { createLogger, type Logger } from "../logging/index.js";
import { currentSession } from "./current-session.js";
import { FLOW_HANDLE, type FlowHandle } from "./flow-handle.js";

/** What a worker tells the programs that it starts for a run: which run it is, and where its flow is. */
export interface DeployedRun {
  readonly flowRunId: string;
  readonly entrypoint: string;
}

export function deployedRun({ flowRunId, entrypoint }: Settings): DeployedRun {
  if (flowRunId !== undefined && entrypoint !== undefined) return { flowRunId, entrypoint };
  const missing = flowRunId === undefined ? "KEDGE_FLOW_RUN_ID" : "KEDGE_ENTRYPOINT";
  throw new KedgeError("NOT_STARTED_BY_A_WORKER", `${missing} is not set.`, {
    hint: "Workers start this program; to run a flow by hand, run the file that calls it.",
  });
}

/** Loads the run's flow, the entrypoint's path counted from the working directory. */
export async function loadHandle({ entrypoint }: DeployedRun): Promise<FlowHandle> {
  const { flow } = await loadFlow(entrypoint, process.cwd());
  return (flow as { readonly [FLOW_HANDLE]: FlowHandle })[FLOW_HANDLE];
}

/** Writes lines of the run while there is no flow to write them. */
export function loggerOf({ flowRunId }: DeployedRun): Logger {
  const subject = () => `Flow run '${flowRunId}'`;
  return createLogger({ name: "kedge.flow_runs", subject, flowRunId, taskRunId: null }, currentSession().logSink);
}
