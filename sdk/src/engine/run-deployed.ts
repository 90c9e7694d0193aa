#!/usr/bin/env node
import { currentSettings } from "../config/current-settings.js";
import { setFlowRunState, StateType, uuidv7 } from "../contract/index.js";
import { KedgeError } from "../errors.js";
import { type DeployedRun, deployedRun, loadHandle, loggerOf } from "./deployed-run.js";
import { currentSession } from "./current-session.js";
import type { FlowHandle } from "./flow-handle.js";

/**
 * The program that a worker starts for one claimed run: it loads the entrypoint's flow and carries the run out.
 *
 *     KEDGE_FLOW_RUN_ID=... KEDGE_FENCE=1.7 KEDGE_ENTRYPOINT=flows/etl.ts:nightly node run-deployed.js
 *
 * Exit codes: 0 completed, or suspended; 1 any other final state, reported; 2 it was started wrongly, nothing reported. Code that cannot
 * be loaded makes the run FAILED, with what is wrong in its message: nothing crashed, and starting it again without
 * changing the code would give the same.
 */
async function main(): Promise<number> {
  const run = deployedRun(currentSettings());
  let handle: FlowHandle;
  try {
    handle = await loadHandle(run);
  } catch (error) {
    await reportLoadFailure(run, error);
    return 1;
  }
  const state = await handle.runScheduled(run.flowRunId);
  await currentSession().close();
  return state.isCompleted() || state.isPaused() ? 0 : 1;
}

async function reportLoadFailure(run: DeployedRun, error: unknown): Promise<void> {
  const message = `The flow could not be loaded. ${error instanceof KedgeError ? error.explain() : String(error)}`;
  const session = currentSession();
  loggerOf(run).error(message);
  await session.client.call(setFlowRunState, {
    params: { id: run.flowRunId },
    body: { state: { type: StateType.FAILED, message, state_details: { transition_id: uuidv7() } } },
  });
  await session.flush();
  await session.close();
}

try {
  const code = await main();
  // Explicit: connections that the flow left open must not keep its slot.
  process.exit(code);
} catch (error) {
  process.stderr.write(`${error instanceof KedgeError ? error.explain() : (error as Error).stack}\n`);
  process.exit(error instanceof KedgeError && error.code === "NOT_STARTED_BY_A_WORKER" ? 2 : 1);
}
