import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { settleRuns } from "../../src/settling/settle-runs.js";
import { startTestPlane, type TestPlane } from "../plane.js";

let plane: TestPlane;
let deploymentId: string;

beforeAll(async () => {
  plane = await startTestPlane();
  const flow = await plane.request("POST", "/flows/", { name: "raced" });
  await plane.request("POST", "/work_pools/", { name: "p", type: "process" });
  const fields = { name: "d", flow_id: flow.body.id, work_pool_name: "p" };
  deploymentId = (await plane.request("POST", "/deployments/", fields)).body.id;
});
afterAll(() => plane.stop());

interface Claimed {
  readonly flow_run: { readonly id: string };
  readonly fence: string;
}

const create = async (): Promise<string> =>
  (await plane.request("POST", `/deployments/${deploymentId}/create_flow_run`, {})).body.id;
async function claim(): Promise<Claimed[]> {
  const session = { session_id: randomUUID(), worker_name: "w", slots: 1 };
  return (await plane.request("POST", "/work_pools/p/claim", session)).body.runs;
}
const propose = async (id: string, type: string, fence?: string) =>
  (
    await plane.request(
      "POST",
      `/flow_runs/${id}/set_state`,
      { state: { type } },
      fence ? { "kedge-fence": fence } : {},
    )
  ).body;
const stateOf = async (id: string): Promise<string> => (await plane.request("GET", `/flow_runs/${id}`)).body.state_type;
const history = async (id: string): Promise<string[]> =>
  (await plane.request("GET", `/flow_run_states/?flow_run_id=${id}`)).body.map((state: { type: string }) => state.type);
const isDue = async (id: string) => (await plane.plane.sql`select 1 from due_run where flow_run_id = ${id}`).length > 0;
const isLeased = async (id: string) =>
  (await plane.plane.sql`select 1 from lease where flow_run_id = ${id}`).length > 0;

/** In an order and with a head start that fast-check draws: who comes first is what the race is about. */
async function race(order: readonly number[], runners: readonly (() => Promise<unknown>)[]) {
  const started = new Map<number, Promise<unknown>>();
  for (const index of order) {
    started.set(index, runners[index % runners.length]!());
    await Promise.resolve();
  }
  return Promise.all(runners.map(async (_, index) => started.get(index)));
}

const orders = (length: number) => fc.shuffledSubarray([...Array(length).keys()], { minLength: length });

it("a cancel that meets claims wins against all of them, or is heard by the one that came first", async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(orders(3), async (order) => {
      const id = await create();
      const [first, second, cancel] = (await race(order, [claim, claim, () => propose(id, "CANCELLING")])) as [
        Claimed[],
        Claimed[],
        { status: string },
      ];
      const claims = [...first, ...second].filter(({ flow_run }) => flow_run.id === id);
      expect(claims.length).toBeLessThan(2);
      expect(await isDue(id)).toBe(false);
      const [claimed] = claims;
      outcomes.add(`${cancel.status} ${claims.length}`);
      if (claimed === undefined) {
        expect(await stateOf(id)).toBe("CANCELLED");
        expect(await isLeased(id)).toBe(false);
        return;
      }
      expect(await stateOf(id)).toBe("CANCELLING");
      // Its worker has not heard yet: nothing that it reports undoes the cancel.
      for (const type of ["RUNNING", "COMPLETED", "FAILED"]) {
        expect(await propose(id, type, claimed.fence)).toMatchObject({
          status: "REJECT",
          state: { type: "CANCELLING" },
        });
      }
      expect(await propose(id, "CANCELLED", claimed.fence)).toMatchObject({ status: "ACCEPT" });
      expect(await isLeased(id)).toBe(false);
    }),
    { numRuns: 40 },
  );
  // A race that always ends alike is none.
  expect(outcomes.size).toBeGreaterThan(1);
});

it("a cancel that meets the end, a retry and the plane's own cleaning up has one outcome, and no attempt follows", async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(orders(4), async (order) => {
      const id = await create();
      const [claimed] = await claim();
      expect(claimed?.flow_run.id).toBe(id);
      const { fence } = claimed!;
      await propose(id, "RUNNING", fence);
      await race(order, [
        () => propose(id, "CANCELLING"),
        () => propose(id, "COMPLETED", fence),
        () => propose(id, "SCHEDULED", fence),
        () => settleRuns({ ...plane.plane, config: { cancelLimitSeconds: 0 } }),
      ]);
      if ((await stateOf(id)) === "CANCELLING") await propose(id, "CANCELLED", fence);
      const states = await history(id);
      const asked = states.indexOf("CANCELLING");
      if (asked >= 0) expect(states.slice(asked)).toEqual(["CANCELLING", "CANCELLED"]);
      expect(await isDue(id)).toBe(states.at(-1) === "SCHEDULED");
      if (states.at(-1) === "SCHEDULED") await propose(id, "CANCELLED");
      expect(await isLeased(id)).toBe(false);
      outcomes.add(states.join());
    }),
    { numRuns: 40 },
  );
  expect(outcomes.size).toBeGreaterThan(1);
});
