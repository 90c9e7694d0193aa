import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { reapLapsedLeases } from "../../src/dispatch/reap-lapsed-leases.js";
import { startTestPlane, type TestPlane, type TestReply } from "../plane.js";
import type { ProposedState } from "../../src/orchestration/transition.js";
import { FlowRunModel, type Entered } from "./flow-run-model.js";
import { ONWARD, operations, type Creation, type Operation, type Proposal } from "./flow-run-operations.js";

let plane: TestPlane;
let worlds = 0;

beforeAll(async () => {
  plane = await startTestPlane();
});
afterAll(() => plane.stop());

/** A deployment in a pool of its own, whose runs are played through the API and in the model side by side. */
class World {
  readonly #runs: FlowRunModel[] = [];
  #pool = "";
  #flowId = "";
  #deploymentId = "";

  static async make(): Promise<World> {
    const world = new World();
    world.#pool = `pool-${worlds++}`;
    world.#flowId = (await post("/flows/", { name: world.#pool })).body.id;
    await post("/work_pools/", { name: world.#pool, type: "process" });
    const deployment = { name: "d", flow_id: world.#flowId, work_pool_name: world.#pool };
    world.#deploymentId = (await post("/deployments/", deployment)).body.id;
    return world;
  }

  async play(operation: Operation): Promise<void> {
    switch (operation.kind) {
      case "create":
        return this.#create(operation);
      case "propose":
        return this.#proposeAll(operation.proposals);
      case "claim":
        return this.#claim(operation.slots);
      case "lapse":
        return this.#lapse();
    }
  }

  async #create({ isDeployed, retries, retryDelaySeconds, state }: Creation): Promise<void> {
    const fields = {
      empirical_policy: { retries, retry_delay: retryDelaySeconds },
      ...(state && { state: onTheWire(state) }),
    };
    const reply = isDeployed
      ? await post(`/deployments/${this.#deploymentId}/create_flow_run`, fields)
      : await post("/flow_runs/", { flow_id: this.#flowId, ...fields });
    expect(reply.status).toBe(201);
    const fixed = { hasDeployment: isDeployed, retries, retryDelaySeconds };
    this.#runs.push(new FlowRunModel(reply.body.id, fixed, reply.body.state));
  }

  async #proposeAll(proposals: readonly Proposal[]): Promise<void> {
    const byRun = new Map(proposals.map((proposal) => [proposal.run % this.#runs.length, proposal]));
    await Promise.all([...byRun].map(([run, proposal]) => propose(this.#runs[run]!, proposal)));
  }

  async #claim(slots: number): Promise<void> {
    const body = { session_id: randomUUID(), worker_name: "w", slots };
    const { runs: claimed } = (await post(`/work_pools/${this.#pool}/claim`, body)).body;
    const expected = this.#runs
      .filter((run) => run.isDue)
      .sort(inQueueOrder)
      .slice(0, slots);
    const states = new Map<string, Entered>(
      claimed.map(({ flow_run: run }: { flow_run: { id: string; state: Entered } }) => [run.id, run.state]),
    );
    expect([...states.keys()].sort()).toEqual(expected.map((run) => run.id).sort());
    for (const run of expected) run.claimed(states.get(run.id)!);
  }

  /** Nobody is told what the reaper did, so the stamps of its states are taken from the history. */
  async #lapse(): Promise<void> {
    const { sql } = plane.plane;
    await sql`update worker_session set expires_at = clock_timestamp() - interval '1 s'`;
    await sql`update lease set expires_at = clock_timestamp() - interval '1 s' where session_id is null`;
    await reapLapsedLeases(plane.plane);
    for (const run of this.#runs.filter(({ isLeased }) => isLeased)) {
      const type = run.state.type === "CANCELLING" ? "CANCELLED" : "CRASHED";
      const name = type === "CANCELLED" ? "Cancelled" : "Crashed";
      const { state, changes } = run.decide({ type, name, message: null, data: null, details: {} }, false, true);
      const [entered] = await sql<Entered[]>`
        select id, type, name, timestamp, data, state_details from flow_run_state
        where flow_run_id = ${run.id} order by timestamp desc limit 1`;
      expect(entered).toMatchObject({ type: state!.type, name: state!.name });
      run.enter(entered!, changes, { endsAttempt: true });
    }
  }

  /** The rows that each run has, in the order of the runs. */
  async expectTheSameRows(): Promise<void> {
    const rows = await plane.plane.sql`
      select r.id, r.state_id, r.state_type, r.state_name, r.state_timestamp, r.run_count, r.start_time, r.end_time,
             r.expected_start_time, r.next_scheduled_start_time, r.attempt, r.fence_counter::int,
             round(r.total_run_time::numeric, 5)::float8 as total_run_time,
             r.empirical_policy -> 'resuming' as resuming, r.empirical_policy ->> 'retry_type' as retry_type,
             jsonb_array_length(r.empirical_policy -> 'pause_keys') as pause_keys,
             d.due, l.flow_run_id is not null as is_leased
      from flow_run r
      left join due_run d on d.workspace_id = r.workspace_id and d.flow_run_id = r.id
      left join lease l on l.workspace_id = r.workspace_id and l.flow_run_id = r.id
      where r.id = any(${this.#ids}) order by r.id`;
    expect([...rows]).toEqual(this.#runs.map(rowOf).sort((a, b) => (a.id < b.id ? -1 : 1)));
  }

  async expectTheSameHistories(): Promise<void> {
    const states = await plane.plane.sql`
      select flow_run_id, id, type, name, timestamp, attempt, is_forced from flow_run_state
      where flow_run_id = any(${this.#ids}) order by flow_run_id, timestamp`;
    for (const run of this.#runs) {
      const own = states.filter((state) => state["flow_run_id"] === run.id);
      expect(own).toEqual(run.history.map((state) => ({ flow_run_id: run.id, ...state })));
    }
  }

  get #ids(): string[] {
    return this.#runs.map(({ id }) => id);
  }
}

function rowOf(run: FlowRunModel) {
  return {
    id: run.id,
    state_id: run.state.id,
    state_type: run.state.type,
    state_name: run.state.name,
    state_timestamp: run.state.timestamp,
    run_count: run.runCount,
    start_time: run.startTime,
    end_time: run.endTime,
    expected_start_time: run.expectedStartTime,
    next_scheduled_start_time: run.nextScheduledStartTime,
    attempt: run.attempt,
    fence_counter: run.fenceCounter,
    total_run_time: expect.closeTo(run.totalRunMicros / 1e6, 4) as number,
    ...run.policy,
    due: run.due,
    is_leased: run.isLeased,
  };
}

async function propose(run: FlowRunModel, { proposed: drawn, onward, force, fence }: Proposal): Promise<void> {
  const choices = ONWARD[run.state.type];
  const proposed = onward === null ? drawn : choices[onward % choices.length]!;
  const headers = fence === "none" ? {} : { "kedge-fence": fence === "own" ? run.fence : "1.999" };
  const decision = run.decide(proposed, force, fence === "own");
  const body = { state: onTheWire(proposed), force };
  const reply = await post(`/flow_runs/${run.id}/set_state`, body, headers);
  if (fence === "stale") return expect(reply.status).toBe(409);
  const { type, name } = decision.state ?? run.state;
  expect(reply).toMatchObject({
    status: decision.state === null ? 200 : 201,
    body: { status: decision.status, state: { type, name } },
  });
  if (decision.state !== null) run.enter(stored(reply.body.state), decision.changes, { isForced: force });
}

/** What its process keeps to itself is echoed, not stored. */
function stored(state: Entered): Entered {
  const isUnpersisted = (state.data as { type?: string } | null)?.type === "unpersisted";
  return isUnpersisted ? { ...state, data: null } : state;
}

function onTheWire({ details, ...state }: ProposedState): object {
  return { ...state, state_details: details };
}

function inQueueOrder(a: FlowRunModel, b: FlowRunModel): number {
  return a.due! < b.due! || (a.due === b.due && a.id < b.id) ? -1 : 1;
}

const post = (path: string, body: object, headers: Record<string, string> = {}): Promise<TestReply> =>
  plane.request("POST", path, body, headers);

it(
  "whatever several clients do to a handful of runs, the database holds what the model holds",
  { timeout: 60_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(operations(), async (drawn) => {
        const world = await World.make();
        for (const operation of drawn) {
          await world.play(operation);
          await world.expectTheSameRows();
        }
        await world.expectTheSameHistories();
      }),
      { numRuns: 25, interruptAfterTimeLimit: 15_000 },
    );
  },
);
