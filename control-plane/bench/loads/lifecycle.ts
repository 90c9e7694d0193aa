import type { Load, Target } from "../load.js";
import { press } from "../press.js";

interface Result {
  status: string;
}

async function oneLife({ call }: Target, flowId: string): Promise<void> {
  const run = await call<{ id: string }>("POST", "/flow_runs/", {
    flow_id: flowId,
    state: { type: "PENDING", name: "Pending" },
    parameters: { x: 1 },
  });
  for (const [type, name] of [
    ["RUNNING", "Running"],
    ["COMPLETED", "Completed"],
  ]) {
    const { status } = await call<Result>("POST", `/flow_runs/${run.id}/set_state`, { state: { type, name } });
    if (status !== "ACCEPT") throw new Error(`${type} was answered ${status}`);
  }
}

/** What a flow run costs the server at the very least: it is created, runs, and completes. */
export const lifecycle: Load = {
  title: "flow-run lifecycles",
  clients: 16,
  async run(target, { seconds }) {
    const { id } = await target.call<{ id: string }>("POST", "/flows/", { name: "bench-lifecycle" });
    await press({ clients: 4, seconds: 1 }, () => oneLife(target, id)); // warms caches, connections and compilers
    return press({ clients: lifecycle.clients, seconds }, () => oneLife(target, id));
  },
};
