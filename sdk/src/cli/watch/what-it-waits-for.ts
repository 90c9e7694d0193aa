import { type Client, PlaneError } from "../../client/index.js";
import { type FlowRun, readWorkPool } from "../../contract/index.js";
import { durationText } from "../output/duration.js";

/** What stands between a run and its start, and what to do about it; a short "is RUNNING" once it has started. */
export async function whatItWaitsFor(client: Client, run: FlowRun, now: number): Promise<string> {
  if (run.state_type !== "SCHEDULED") return `${run.name} is ${run.state_type ?? "without a state"}`;
  const due = run.next_scheduled_start_time ?? run.expected_start_time;
  const seconds = due === null ? 0 : (Date.parse(due) - now) / 1000;
  if (seconds > 1) return `${run.name} is due at ${due}, in ${durationText(seconds)}`;
  if (run.work_pool_name === null) return `${run.name} waits to be started: its deployment has no work pool`;
  const pool = await client.call(readWorkPool, { params: { name: run.work_pool_name } }).catch((error: unknown) => {
    if (error instanceof PlaneError && error.status === 404) return null; // deleted meanwhile
    throw error;
  });
  if (pool === null) return `${run.name} waits: its work pool ${run.work_pool_name} no longer exists`;
  if (pool.is_paused)
    return `${run.name} waits: work pool ${pool.name} is paused (kedge work-pool resume ${pool.name})`;
  if (pool.status === "NOT_READY") {
    return `${run.name} waits: no worker polls ${pool.name} (kedge worker start --pool ${pool.name})`;
  }
  return `${run.name} waits for a free slot of work pool ${pool.name}`;
}
