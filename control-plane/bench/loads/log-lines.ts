import type { Load, Target } from "../load.js";
import { press } from "../press.js";

const BATCH = 100;

async function oneBatch({ call }: Target, flowRunId: string): Promise<number> {
  const timestamp = new Date().toISOString();
  const lines = Array.from({ length: BATCH }, (_, line) => ({
    name: "prefect.flow_runs",
    level: 20,
    message: `line ${line}: epoch finished with a loss of 0.0${line}, 12 of 60 batches to go on this machine`,
    timestamp,
    flow_run_id: flowRunId,
  }));
  await call("POST", "/logs/", lines);
  return BATCH;
}

export const logLines: Load = {
  title: `log lines, in batches of ${BATCH}`,
  clients: 16,
  async run(target, { seconds }) {
    const flow = await target.call<{ id: string }>("POST", "/flows/", { name: "bench-logs" });
    const run = await target.call<{ id: string }>("POST", "/flow_runs/", {
      flow_id: flow.id,
      state: { type: "PENDING" },
    });
    await press({ clients: 4, seconds: 1 }, () => oneBatch(target, run.id));
    return press({ clients: logLines.clients, seconds }, () => oneBatch(target, run.id));
  },
};
