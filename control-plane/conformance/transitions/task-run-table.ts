import { randomUUID } from "node:crypto";
import type { PrefectApi } from "../wire/prefect-api.js";
import { createTaskRunIn, fillCache, playTaskRun } from "./play-task-run.js";
import { inSeconds, type StateBody } from "./state-body.js";
import type { Cell } from "./table.js";
import { taskRunProposals } from "./task-run-proposals.js";
import { taskRunStarts } from "./task-run-starts.js";

interface Kind {
  /** The states the enclosing flow run goes through; null for none. */
  flowRun: readonly StateBody[] | null;
  force: boolean;
  /** Which proposals are of interest; all by default. */
  only?: string;
}

const RUNNING: StateBody = { type: "RUNNING" };

function kinds(): Record<string, Kind> {
  return {
    "in a running flow run": { flowRun: [RUNNING], force: false },
    "without a flow run": { flowRun: null, force: false },
    "in a running flow run, forced": { flowRun: [RUNNING], force: true },
    "in a flow run on its second attempt": {
      flowRun: [RUNNING, { type: "FAILED" }, RUNNING],
      force: false,
      only: "RUNNING",
    },
    "in a pending flow run": { flowRun: [{ type: "PENDING" }], force: false, only: "RUNNING" },
    "in a completed flow run": { flowRun: [RUNNING, { type: "COMPLETED" }], force: false, only: "RUNNING" },
    "in a cancelling flow run": { flowRun: [RUNNING, { type: "CANCELLING" }], force: false, only: "RUNNING" },
    "in a paused flow run": {
      flowRun: [RUNNING, { type: "PAUSED", state_details: { pause_timeout: inSeconds(3600) } }],
      force: false,
      only: "RUNNING",
    },
  };
}

async function makeFlowRun(api: PrefectApi, states: readonly StateBody[] | null): Promise<string | null> {
  if (states === null) return null;
  const flow = (await api.must("POST", "/flows/", { name: `task-transitions-${randomUUID()}` })) as { id: string };
  const [first, ...rest] = states;
  const run = (await api.must("POST", "/flow_runs/", { flow_id: flow.id, state: first })) as { id: string };
  for (const state of rest) await api.must("POST", `/flow_runs/${run.id}/set_state`, { state, force: true });
  return run.id;
}

/** Every cell of the task-run table over REST, in the order it is recorded. */
export async function taskRunCells(api: PrefectApi): Promise<Cell[]> {
  const keys = await fillCache(api);
  const cells: Cell[] = Object.keys(taskRunProposals(keys)).map((proposal) => ({
    path: ["created", "no state", proposal],
    play: () => createTaskRunIn(api, keys, proposal),
  }));
  for (const [kind, { flowRun, force, only }] of Object.entries(kinds())) {
    const flowRunId = await makeFlowRun(api, flowRun);
    for (const start of Object.keys(taskRunStarts())) {
      for (const proposal of Object.keys(taskRunProposals(keys))) {
        if (only !== undefined && proposal !== only) continue;
        cells.push({
          path: [kind, start, proposal],
          play: () => playTaskRun(api, keys, { start, proposal, flowRunId, force }),
        });
      }
    }
  }
  return cells;
}
