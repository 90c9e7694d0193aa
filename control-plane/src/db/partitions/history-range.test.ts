import { firstIdOf } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.js";
import { selectPartitions } from "../queries/select-partitions.js";
import { ensurePartitions } from "./ensure-partitions.js";
import { HistoryRange, isMissingPartition } from "./history-range.js";
import { HISTORY_TABLES, spanAt } from "./spans.js";

const WEEK_MILLIS = 7 * 24 * 3_600_000;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

const insertEvent = (millis: number) => database.sql`
  insert into event (workspace_id, id, occurred, event, resource_id, resource)
  values (gen_random_uuid(), ${firstIdOf(millis)}, now(), 'x', 'y', '{}')`;

it("making partitions twice makes them once, and two servers may do so at a time", async () => {
  const later = Date.now() + WEEK_MILLIS;
  const made = await Promise.all([ensurePartitions(database.sql, later), ensurePartitions(database.sql, later)]);
  expect(new Set(made.flat()).size).toBe(made.flat().length);
  expect(made.flat().length).toBeGreaterThan(0);
  expect(await ensurePartitions(database.sql, later)).toEqual([]);
});

it("the range ends with the newest partition and begins behind the last gap", async () => {
  const past = Date.now() - 10 * WEEK_MILLIS;
  await ensurePartitions(database.sql, past);
  const range = new HistoryRange(database.sql);
  await range.ensure();
  const partitions = await selectPartitions(database.sql);
  for (const table of HISTORY_TABLES) {
    const own = partitions.filter((partition) => partition.table === table);
    const { fromMillis, toMillis } = range.of(table);
    expect(toMillis).toBe(own.at(-1)!.toMillis);
    expect(fromMillis).toBeGreaterThan(spanAt(table, past).toMillis);
    expect(own.some((partition) => partition.toMillis === fromMillis)).toBe(false);
  }
});

it("a row beyond the range is refused in a way that can be told", async () => {
  const range = new HistoryRange(database.sql);
  await range.ensure();
  await insertEvent(range.of("event").toMillis - 1);
  const error = await insertEvent(range.of("event").toMillis).catch((error: unknown) => error);
  expect(isMissingPartition(error)).toBe(true);
});
