import { randomUUID } from "node:crypto";
import type { PrefectApi } from "../wire/prefect-api.js";
import { named } from "./named.js";
import { creationOutcome, outcomeOf, type Outcome, type RunRow } from "./outcome.js";
import { inSeconds, type StateBody } from "./state-body.js";
import { taskRunProposals, type CacheKeys } from "./task-run-proposals.js";
import { taskRunStarts, type TaskRunStart } from "./task-run-starts.js";

export interface TaskRunPlay {
  start: string;
  proposal: string;
  /** The flow run that the task runs in; null for a task called outside a flow. */
  flowRunId: string | null;
  force: boolean;
}

const FIELDS = [
  "state_type",
  "state_name",
  "run_count",
  "flow_run_run_count",
  "start_time",
  "end_time",
  "expected_start_time",
  "next_scheduled_start_time",
] as const;

/** Fills a cache with one result that lasts and one that has expired. */
export async function fillCache(api: PrefectApi): Promise<CacheKeys> {
  const keys: CacheKeys = { cached: randomUUID(), expired: randomUUID(), unseen: randomUUID() };
  const expirations = { [keys.cached]: inSeconds(86_400), [keys.expired]: inSeconds(-60) };
  for (const [cache_key, cache_expiration] of Object.entries(expirations)) {
    const run = await makeRun(api, { state: { type: "RUNNING" } }, null);
    // Not forced: it is an ordinary rule that writes to the cache.
    await api.must("POST", `/task_runs/${run.id}/set_state`, {
      state: { type: "COMPLETED", data: { type: "reference" }, state_details: { cache_key, cache_expiration } },
    });
  }
  return keys;
}

async function makeRun(api: PrefectApi, start: TaskRunStart, flowRunId: string | null): Promise<RunRow> {
  const created = (await api.must("POST", "/task_runs/", {
    name: "t-0",
    task_key: "t",
    dynamic_key: randomUUID(),
    flow_run_id: flowRunId,
    ...(start.state && { state: start.state }),
    ...(start.empirical_policy && { empirical_policy: start.empirical_policy }),
  })) as RunRow;
  if (!start.next) return created;
  for (const state of start.next) {
    await api.must("POST", `/task_runs/${created.id}/set_state`, { state, force: true });
  }
  return (await api.must("GET", `/task_runs/${created.id}`)) as RunRow;
}

function namesOf(keys: CacheKeys, run: Partial<RunRow>): Map<string, string> {
  const names = new Map([
    [keys.cached, "cached key"],
    [keys.expired, "expired key"],
    [keys.unseen, "unseen key"],
  ]);
  if (run.id !== undefined) names.set(run.id, "task run");
  return names;
}

/** Creates a task run as its start says, proposes one state, and tells what came of it. */
export async function playTaskRun(api: PrefectApi, keys: CacheKeys, play: TaskRunPlay): Promise<Outcome> {
  const state = named<StateBody>(taskRunProposals(keys), play.proposal);
  const before = await makeRun(api, named<TaskRunStart>(taskRunStarts(), play.start), play.flowRunId);
  const requestedAt = Date.now();
  const answer = await api.call("POST", `/task_runs/${before.id}/set_state`, { state, force: play.force });
  const after = (await api.must("GET", `/task_runs/${before.id}`)) as RunRow;
  const names = namesOf(keys, before);
  if (play.flowRunId) names.set(play.flowRunId, "flow run");
  return outcomeOf({ answer, before, after, fields: FIELDS, requestedAt }, names);
}

/** Creates a task run in a state: the transition from no state at all, which only creation makes. */
export async function createTaskRunIn(api: PrefectApi, keys: CacheKeys, proposal: string): Promise<Outcome> {
  const state = named<StateBody>(taskRunProposals(keys), proposal);
  const requestedAt = Date.now();
  const body = { name: "t-0", task_key: "t", dynamic_key: randomUUID(), state };
  const answer = await api.call("POST", "/task_runs/", body);
  const run = answer.body as RunRow;
  return creationOutcome(answer, run, { fields: FIELDS, requestedAt }, namesOf(keys, run));
}
