import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { claimable } from "../../test/model/claim-model.js";
import { claimWorlds, storeWorld } from "../../test/model/claim-worlds.js";
import { HistoryRange } from "../db/partitions/history-range.js";
import { explainWaiting } from "./explain-waiting.js";

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  await new HistoryRange(database.sql).ensure();
});
afterAll(() => database.close());

it("a run is said to be blocked exactly when a claim of it alone would be refused", async () => {
  await fc.assert(
    fc.asyncProperty(claimWorlds(), async (world) => {
      const { sql } = database;
      const { workspaceId } = await storeWorld(sql, world);
      for (const due of world.view.due) {
        const isTaken = claimable({ ...world.view, due: [due] }, { slots: 1, queueNames: null }).includes(due.runId);
        const { reasons } = (await explainWaiting(sql, { workspaceId, runId: due.runId }))!;
        expect([due, reasons.filter(({ blocks }) => blocks).length === 0]).toEqual([due, isTaken]);
      }
    }),
    { numRuns: 60 },
  );
});
