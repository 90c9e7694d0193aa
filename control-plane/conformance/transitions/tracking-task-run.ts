import { randomUUID } from "node:crypto";
import type { PrefectApi } from "../wire/prefect-api.js";

/** The task run that stands for a subflow in its parent, as a client creates it before the subflow. Returns its id. */
export async function makeTrackingTaskRun(api: PrefectApi, parentRunId: string): Promise<string> {
  const body = {
    name: "child-0",
    flow_run_id: parentRunId,
    task_key: "child",
    dynamic_key: randomUUID(),
    state: { type: "PENDING" },
  };
  return ((await api.must("POST", "/task_runs/", body)) as { id: string }).id;
}
