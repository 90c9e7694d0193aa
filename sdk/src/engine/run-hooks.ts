#!/usr/bin/env node
import { currentSettings } from "../config/current-settings.js";
import { KedgeError } from "../errors.js";
import { type DeployedRun, deployedRun, loadHandle, loggerOf } from "./deployed-run.js";
import { currentSession } from "./current-session.js";
import type { FlowHandle } from "./flow-handle.js";

/**
 * The program that a worker starts after it had to report a run's end itself, because the run's process was killed or left
 * without a word: it runs the flow's onCrashed or onCancellation hooks, and not the flow.
 *
 *     KEDGE_FLOW_RUN_ID=... KEDGE_FENCE=1.7 KEDGE_ENTRYPOINT=flows/etl.ts:nightly node run-hooks.js
 *
 * Exit codes: 0 the hooks have run, whatever they threw; 1 they could not be run; 2 it was started wrongly.
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
  await handle.runMissedHooks(run.flowRunId);
  return 0;
}

async function reportLoadFailure(run: DeployedRun, error: unknown): Promise<void> {
  const message = error instanceof KedgeError ? error.explain() : String(error);
  loggerOf(run).error(`The flow could not be loaded, so its hooks were not run. ${message}`);
  await currentSession().flush();
}

try {
  const code = await main();
  // Explicit: connections that the hooks left open must not keep the process.
  process.exit(code);
} catch (error) {
  process.stderr.write(`${error instanceof KedgeError ? error.explain() : (error as Error).stack}\n`);
  process.exit(error instanceof KedgeError && error.code === "NOT_STARTED_BY_A_WORKER" ? 2 : 1);
}
