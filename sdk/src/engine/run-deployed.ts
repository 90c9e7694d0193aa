#!/usr/bin/env node
import { currentSettings } from "../config/current-settings.js";
import type { Settings } from "../config/settings.js";
import { setFlowRunState, StateType, uuidv7 } from "../contract/index.js";
import { loadFlow } from "../entrypoint/load-flow.js";
import { KedgeError } from "../errors.js";
import { createLogger } from "../logging/index.js";
import { currentSession } from "./current-session.js";
import { FLOW_HANDLE, type FlowHandle } from "./flow-handle.js";

/**
 * The program that a worker starts for one claimed run: it loads the entrypoint's flow and carries the run out.
 *
 *     KEDGE_FLOW_RUN_ID=... KEDGE_FENCE=1.7 KEDGE_ENTRYPOINT=flows/etl.ts:nightly node run-deployed.js
 *
 * Exit codes: 0 completed; 1 any other final state, reported; 2 it was started wrongly, nothing reported. Code that cannot
 * be loaded makes the run FAILED, with what is wrong in its message: nothing crashed, and starting it again without
 * changing the code would give the same.
 */
async function main(): Promise<number> {
  const settings = currentSettings();
  const { flowRunId, entrypoint } = required(settings);
  let handle: FlowHandle;
  try {
    handle = await loadHandle(entrypoint);
  } catch (error) {
    await reportLoadFailure(flowRunId, error);
    return 1;
  }
  const state = await handle.runScheduled(flowRunId);
  return state.isCompleted() ? 0 : 1;
}

function required({ flowRunId, entrypoint }: Settings) {
  if (flowRunId !== undefined && entrypoint !== undefined) return { flowRunId, entrypoint };
  const missing = flowRunId === undefined ? "KEDGE_FLOW_RUN_ID" : "KEDGE_ENTRYPOINT";
  throw new KedgeError("NOT_STARTED_BY_A_WORKER", `${missing} is not set.`, {
    hint: "Workers start this program; to run a flow by hand, run the file that calls it.",
  });
}

async function loadHandle(entrypoint: string): Promise<FlowHandle> {
  const { flow } = await loadFlow(entrypoint, process.cwd());
  return (flow as { readonly [FLOW_HANDLE]: FlowHandle })[FLOW_HANDLE];
}

async function reportLoadFailure(flowRunId: string, error: unknown): Promise<void> {
  const message = error instanceof KedgeError ? error.explain() : String(error);
  const session = currentSession();
  const origin = {
    name: "kedge.flow_runs",
    subject: () => `Flow run '${flowRunId}'`,
    flowRunId,
    taskRunId: null,
  };
  createLogger(origin, session.logSink).error(`The flow could not be loaded. ${message}`);
  await session.client.call(setFlowRunState, {
    params: { id: flowRunId },
    body: {
      state: {
        type: StateType.FAILED,
        message: `The flow could not be loaded. ${message}`,
        state_details: { transition_id: uuidv7() },
      },
    },
  });
  await session.flush();
}

try {
  const code = await main();
  // Explicit: connections that the flow left open must not keep its slot.
  process.exit(code);
} catch (error) {
  process.stderr.write(`${error instanceof KedgeError ? error.explain() : (error as Error).stack}\n`);
  process.exit(error instanceof KedgeError && error.code === "NOT_STARTED_BY_A_WORKER" ? 2 : 1);
}
