import type { Load, Target } from "../load.js";
import { press } from "../press.js";

const ROWS = 50;
const RUNS = 500;

/** Runs that are complete at creation: the list is what is measured, and this is the cheapest way to something to list. */
async function fill({ call }: Target): Promise<void> {
  const { id } = await call<{ id: string }>("POST", "/flows/", { name: "bench-list" });
  let made = 0;
  async function loop(): Promise<void> {
    while (made < RUNS) {
      made += 1;
      await call("POST", "/flow_runs/", { flow_id: id, state: { type: "COMPLETED" }, tags: ["bench"] });
    }
  }
  await Promise.all(Array.from({ length: 16 }, loop));
}

async function onePage({ call }: Target): Promise<void> {
  const rows = await call<unknown[]>("POST", "/flow_runs/filter", {
    limit: ROWS,
    sort: "START_TIME_DESC",
    flow_runs: { state: { type: { any_: ["COMPLETED"] } } },
  });
  if (rows.length !== ROWS) throw new Error(`the list has ${rows.length} rows of ${ROWS}`);
}

export const runList: Load = {
  title: `${ROWS}-row run lists, filtered and sorted`,
  clients: 16,
  async run(target, { seconds }) {
    await fill(target);
    await press({ clients: 4, seconds: 1 }, () => onePage(target));
    return press({ clients: runList.clients, seconds }, () => onePage(target));
  },
};
