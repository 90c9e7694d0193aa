import type { PrefectApi } from "../wire/prefect-api.js";
import { flowRunProposals } from "./flow-run-proposals.js";
import { flowRunStarts } from "./flow-run-starts.js";
import { createFlowRunIn, makeFlowRunWorld, playFlowRun } from "./play-flow-run.js";
import type { Cell } from "./table.js";

const KINDS = {
  "without a deployment": { deployed: false, force: false },
  "with a deployment": { deployed: true, force: false },
  "with a deployment, forced": { deployed: true, force: true },
} as const;

/** Every cell of the flow-run table, in the order it is recorded. Starts and proposals carry times, so a cell makes its own when it is played. */
export async function flowRunCells(api: PrefectApi): Promise<Cell[]> {
  const world = await makeFlowRunWorld(api);
  const cells: Cell[] = Object.keys(flowRunProposals()).map((proposal) => ({
    path: ["created", "no state", proposal],
    play: () => createFlowRunIn(api, world, proposal),
  }));
  for (const [kind, options] of Object.entries(KINDS)) {
    for (const start of Object.keys(flowRunStarts())) {
      for (const proposal of Object.keys(flowRunProposals())) {
        cells.push({
          path: [kind, start, proposal],
          play: () => playFlowRun(api, world, { start, proposal, ...options }),
        });
      }
    }
  }
  return cells;
}
