import type { PrefectApi } from "../wire/prefect-api.js";
import { badInput } from "./calls/bad-input.js";
import { deployments } from "./calls/deployments.js";
import { flowRunCounts, flowRunFilters, flowRunSorts, flowRunWindows } from "./calls/flow-run-filters.js";
import { flowRunReads } from "./calls/flow-run-reads.js";
import { flows } from "./calls/flows.js";
import { handshake } from "./calls/handshake.js";
import { logReads } from "./calls/logs.js";
import { taskRuns } from "./calls/task-runs.js";
import { workPools } from "./calls/work-pools.js";
import { writes } from "./calls/writes.js";
import { playRestCall, type RestAnswer, type RestCalls } from "./rest-call.js";
import { makeWorld } from "./world.js";

/** Every call of the table, in the order it is played: reads, what must change nothing, a few reads again, and what changes things. */
export const REST_CALLS: RestCalls = {
  ...handshake,
  ...flows,
  ...flowRunFilters,
  ...flowRunCounts,
  ...flowRunSorts,
  ...flowRunWindows,
  ...flowRunReads,
  ...taskRuns,
  ...logReads,
  ...badInput,
  "flows: after bad input": () => ({ method: "POST", path: "/flows/count" }),
  "flow runs: after bad input": () => ({ method: "POST", path: "/flow_runs/count" }),
  "task runs: after bad input": () => ({ method: "POST", path: "/task_runs/count" }),
  "logs: after bad input": () => ({ method: "POST", path: "/logs/filter", body: { sort: "TIMESTAMP_ASC" } }),
  ...writes,
  ...workPools,
};

export interface RecordedRest {
  answers: Record<string, RestAnswer>;
}

/** Calls about deployments, on a world of their own. */
export const DEPLOYMENT_CALLS: RestCalls = deployments;

/** @param api of a server that is empty: filters without criteria see everything */
export async function recordRest(api: PrefectApi, calls: RestCalls = REST_CALLS): Promise<RecordedRest> {
  const world = await makeWorld(api);
  const answers: RecordedRest["answers"] = {};
  for (const [name, call] of Object.entries(calls)) answers[name] = await playRestCall(api, world, call(world));
  return { answers };
}
