import { inSeconds, type StateBody } from "../transitions/state-body.js";
import type { PrefectApi } from "../wire/prefect-api.js";

/**
 * A small population of flows, runs, task runs and logs in which every filter has something to find and something to leave out. All have
 * names of their own, by which answers are compared; times are distances from `madeAt`.
 */
export interface World {
  /** Epoch milliseconds at which making it began. */
  madeAt: number;
  /** Ids by name. */
  id(name: string): string;
  /** Names by id, for everything made so far. */
  names: Map<string, string>;
  /** An instant at this distance from `madeAt`, as the wire writes it. */
  at(seconds: number): string;
}

interface Made {
  id: string;
}

interface RunSpec {
  flow: string;
  state: StateBody;
  next?: readonly StateBody[];
  more?: Record<string, unknown>;
}

const RUNNING: StateBody = { type: "RUNNING" };

function flowRuns(world: World): Record<string, RunSpec> {
  const deployed = { deployment_id: world.id("deployment nightly") };
  const scheduled = (seconds: number, name?: string): StateBody => ({
    type: "SCHEDULED",
    ...(name && { name }),
    state_details: { scheduled_time: inSeconds(seconds) },
  });
  return {
    soon: { flow: "alpha", state: scheduled(3600), more: { ...deployed, tags: ["etl", "a"] } },
    later: { flow: "alpha", state: scheduled(7200), more: { ...deployed, tags: ["etl"] } },
    overdue: { flow: "beta", state: scheduled(-7200) },
    late: { flow: "alpha", state: scheduled(-3600, "Late"), more: { tags: ["b"] } },
    pending: { flow: "beta", state: { type: "PENDING" }, more: { tags: ["a", "b"] } },
    running: { flow: "beta", state: { type: "PENDING" }, next: [RUNNING], more: { flow_version: "v2" } },
    completed: {
      flow: "alpha",
      state: RUNNING,
      next: [{ type: "COMPLETED", message: "all good", data: { type: "reference", storage_key: "k" } }],
      more: {
        ...deployed,
        tags: ["etl", "a", "b"],
        idempotency_key: "key-1",
        parameters: { x: 1, nested: { y: [true, null] } },
        context: { from: "test" },
        empirical_policy: { retries: 2, retry_delay: 5 },
        labels: { team: "data", weight: 3 },
      },
    },
    failed: {
      flow: "beta",
      state: RUNNING,
      next: [{ type: "FAILED", message: "it broke" }],
      more: { tags: ["100%_sure"] },
    },
    cancelled: { flow: "beta", state: { type: "PENDING" }, next: [{ type: "CANCELLED" }] },
    crashed: { flow: "beta", state: RUNNING, next: [{ type: "CRASHED" }], more: { idempotency_key: "key-2" } },
    paused: { flow: "beta", state: RUNNING, next: [{ type: "PAUSED", state_details: { pause_key: "p" } }] },
  };
}

/** Sequential throughout: the order of making is the order of times. */
export async function makeWorld(api: PrefectApi): Promise<World> {
  const names = new Map<string, string>();
  const ids = new Map<string, string>();
  const madeAt = Date.now();
  const world: World = {
    madeAt,
    names,
    id(name) {
      const id = ids.get(name);
      if (id === undefined) throw new Error(`the world has no ${name}`);
      return id;
    },
    at: (seconds) => new Date(madeAt + seconds * 1000).toISOString(),
  };

  async function make(name: string, path: string, body: unknown): Promise<string> {
    const { id } = (await api.must("POST", path, body)) as Made;
    names.set(id, name);
    ids.set(name, id);
    return id;
  }

  async function move(path: string, states: readonly StateBody[] = []): Promise<void> {
    for (const state of states) await api.must("POST", `${path}/set_state`, { state });
  }

  await make("flow alpha", "/flows/", { name: "alpha", tags: ["etl", "nightly"], labels: { owner: "ada" } });
  await make("flow beta", "/flows/", { name: "beta" });
  await make("flow gamma", "/flows/", { name: "gamma_1", tags: ["etl"] });
  await make("deployment nightly", "/deployments/", {
    name: "nightly",
    flow_id: world.id("flow alpha"),
    tags: ["prod"],
  });

  for (const [name, { flow, state, next, more }] of Object.entries(flowRuns(world))) {
    const body = { name, flow_id: world.id(`flow ${flow}`), state, ...more };
    const id = await make(`run ${name}`, "/flow_runs/", body);
    await move(`/flow_runs/${id}`, next);
  }

  async function task(name: string, body: Record<string, unknown>, next: readonly StateBody[] = []): Promise<string> {
    const defaults = { name, task_key: name, dynamic_key: "0", flow_run_id: world.id("run running") };
    const id = await make(`task ${name}`, "/task_runs/", { ...defaults, state: { type: "PENDING" }, ...body });
    await move(`/task_runs/${id}`, next);
    return id;
  }

  await task("waiting", { tags: ["gpu"] });
  const done = await task("done", { tags: ["gpu", "big"], cache_key: "c", task_version: "7" }, [
    RUNNING,
    { type: "COMPLETED" },
  ]);
  await task(
    "busy",
    { task_inputs: { x: [{ input_type: "task_run", id: done }], y: [{ input_type: "parameter", name: "p" }] } },
    [RUNNING],
  );
  await task("broken", {}, [RUNNING, { type: "FAILED", message: "no luck" }]);
  await task("scheduled", { state: { type: "SCHEDULED", state_details: { scheduled_time: world.at(3600) } } });
  await task("alone", { flow_run_id: null });
  const tracking = await task("child-0", {});
  await make("run child", "/flow_runs/", {
    name: "child",
    flow_id: world.id("flow gamma"),
    parent_task_run_id: tracking,
    state: RUNNING,
  });

  const line = (level: number, seconds: number, message: string, more: Record<string, unknown> = {}) => ({
    name: "prefect.flow_runs",
    level,
    message,
    timestamp: world.at(seconds),
    flow_run_id: world.id("run running"),
    ...more,
  });
  await api.must("POST", "/logs/", [
    line(10, -5000, "debug line"),
    line(20, -4000, "an informative line"),
    line(30, -3000, 'a warning, with "quotes"'),
    line(40, -2000, "an error\nover two lines", { name: "prefect.task_runs", task_run_id: done }),
    line(50, -1000, "critical", { flow_run_id: null, task_run_id: world.id("task alone") }),
    line(20, -500, "of another run", { flow_run_id: world.id("run failed") }),
  ]);
  return world;
}
