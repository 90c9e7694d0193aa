import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { claimable, type ClaimAsk, type ClaimView } from "../../test/model/claim-model.js";
import { claimWorlds, storeWorld, type ClaimWorld } from "../../test/model/claim-worlds.js";
import { HistoryRange } from "../db/partitions/history-range.js";
import { selectPoolLimits } from "../db/queries/select-pool-limits.js";
import { claim } from "./claim.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase(6);
  await new HistoryRange(database.sql).ensure();
});
afterAll(() => database.close());

const asks: fc.Arbitrary<ClaimAsk> = fc.record({
  slots: fc.integer({ min: 1, max: 6 }),
  queueNames: fc.option(fc.subarray(["q0", "q1", "q2"], { minLength: 1 }), { freq: 3 }),
});

async function claimed(workspaceId: string, { slots, queueNames }: ClaimAsk): Promise<string[]> {
  const pool = (await selectPoolLimits(database.sql, { workspaceId, name: "pool" }))!;
  const request = { session_id: randomUUID(), worker_name: "w", slots, lease_seconds: 600 };
  const work_queue_names = [...(queueNames ?? [])];
  const runs = await claim(database.sql, { ...request, work_queue_names, workspaceId, pool, now: Date.now() * 1000 });
  return runs.map((run) => run.flow_run.id);
}

/** What is left of a world when a claim has taken some of its runs. */
function after(view: ClaimView, taken: readonly string[]): ClaimView {
  const isTaken = ({ runId }: ClaimView["due"][number]) => taken.includes(runId);
  const held = view.due.filter(isTaken).map(({ queueId, limitId }) => ({ poolId: view.pool.id, queueId, limitId }));
  return {
    ...view,
    due: view.due.filter((run) => !isTaken(run)),
    leases: [...view.leases, ...held.map((lease) => ({ ...lease, expiresAt: Infinity }))],
  };
}

const everything: ClaimAsk = { slots: 100, queueNames: null };
const stored = (world: ClaimWorld) => storeWorld(database.sql, world);

it("what is claimed, and claimed after that, is what a plain walk over the due runs takes", async () => {
  await fc.assert(
    fc.asyncProperty(claimWorlds(), fc.array(asks, { minLength: 1, maxLength: 3 }), async (world, claims) => {
      const { workspaceId } = await stored(world);
      let view = world.view;
      for (const ask of [...claims, everything]) {
        const expected = claimable(view, ask);
        const taken = await claimed(workspaceId, ask);
        expect(taken.sort()).toEqual([...expected].sort());
        view = after(view, expected);
      }
    }),
    { numRuns: 150 },
  );
});

it("claims at the same moment share what one of them would have got, and leave nothing behind", async () => {
  await fc.assert(
    fc.asyncProperty(
      claimWorlds(),
      fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 2, maxLength: 5 }),
      async (world, slots) => {
        const { workspaceId, isLimited } = await stored(world);
        const all = claimable(world.view, everything);
        const claims = slots.map((each) => claimed(workspaceId, { slots: each, queueNames: null }));
        const taken = (await Promise.all(claims)).flat();
        expect(new Set(taken).size).toBe(taken.length);
        // Where no limit is kept claims pass over what another has just looked at: which runs come first is settled then
        // by who came first. Where one is kept they take turns.
        if (isLimited) {
          const together = slots.reduce((sum, each) => sum + each, 0);
          expect([...taken].sort()).toEqual(claimable(world.view, { slots: together, queueNames: null }).sort());
        }
        const rest = await claimed(workspaceId, everything);
        expect([...taken, ...rest].sort()).toEqual([...all].sort());
      },
    ),
    { numRuns: 80 },
  );
});
