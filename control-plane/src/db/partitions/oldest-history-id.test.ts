import { firstIdOf, uuidv7 } from "kedge/contract";
import { expect, it } from "vitest";
import { createTestDatabase } from "../../../test/database.js";
import { oldestHistoryId } from "./oldest-history-id.js";

const DAY = 24 * 3_600_000;
const now = Date.UTC(2026, 5, 1);

it("history may be a day older than the run, by another server's clock", () => {
  const run = firstIdOf(now);
  expect(oldestHistoryId([run])).toBe(firstIdOf(now - DAY));
  expect(oldestHistoryId([run, firstIdOf(now - 5 * DAY)])).toBe(firstIdOf(now - 6 * DAY));
});

it("an id that holds no time excludes nothing", () => {
  expect(oldestHistoryId([firstIdOf(now), "8c3f8f3e-6e5b-4f5e-9d52-0a6f4f1f7c11"])).toBe(firstIdOf(0));
});

it("partitions from before a run are not looked at", async () => {
  const database = await createTestDatabase();
  try {
    const { sql } = database;
    const monthAgo = Date.now() - 30 * DAY;
    const bounds = `from ('${firstIdOf(monthAgo)}') to ('${firstIdOf(monthAgo + DAY)}')`;
    await sql.unsafe(`create table log_of_last_month partition of log for values ${bounds}`);
    const run = uuidv7();
    const plan = await sql`
      explain select id from log where flow_run_id = ${run} and id >= ${oldestHistoryId([run])} order by timestamp`;
    const text = plan.map((row) => String(row["QUERY PLAN"])).join("\n");
    expect(text).toContain("log_");
    expect(text).not.toContain("log_of_last_month");
  } finally {
    await database.close();
  }
});
