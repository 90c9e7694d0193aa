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

/** Who starts when; `alone` of the first have ended before the next one starts. */
interface Start {
  readonly order: readonly number[];
  readonly alone: number;
}

async function race({ order, alone }: Start, runners: readonly (() => Promise<unknown>)[]) {
  const started = new Map<number, Promise<unknown>>();
  for (const [place, index] of order.entries()) {
    started.set(index, runners[index % runners.length]!());
    await (place < alone ? started.get(index) : Promise.resolve());
  }
  return Promise.all(runners.map(async (_, index) => started.get(index)));
}

const starts = (length: number): fc.Arbitrary<Start> =>
  fc.record({
    order: fc.shuffledSubarray([...Array(length).keys()], { minLength: length }),
    alone: fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: fc.nat(length) }),
  });

it("a cancel that meets claims wins against all of them, or is heard by the one that came first", async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(starts(3), async (start) => {
      const id = await create();
      const [first, second, cancel] = (await race(start, [claim, claim, () => propose(id, "CANCELLING")])) as [
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
    // Whatever the machine makes of the others, one cancel comes before all claims, and one after.
    {
      numRuns: 40,
      examples: [[{ order: [2, 0, 1], alone: 1 }], [{ order: [0, 2, 1], alone: 1 }]],
    },
  );
  expect(outcomes.size).toBeGreaterThan(1);
});

it("a cancel that meets the end, a retry and the plane's own cleaning up has one outcome, and no attempt follows", async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(starts(4), async (start) => {
      const id = await create();
      const [claimed] = await claim();
      expect(claimed?.flow_run.id).toBe(id);
      const { fence } = claimed!;
      await propose(id, "RUNNING", fence);
      await race(start, [
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
    {
      numRuns: 40,
      examples: [[{ order: [0, 1, 2, 3], alone: 1 }], [{ order: [1, 0, 2, 3], alone: 1 }]],
    },
  );
  expect(outcomes.size).toBeGreaterThan(1);
});
