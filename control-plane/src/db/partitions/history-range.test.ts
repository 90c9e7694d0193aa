import { firstIdOf } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.js";
import { selectPartitions } from "../queries/select-partitions.js";
import { HistoryRange, isMissingPartition } from "./history-range.js";
import { HISTORY_TABLES } from "./spans.js";

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
  const now = Date.now() + WEEK_MILLIS;
  const [one, other] = [new HistoryRange(database.sql), new HistoryRange(database.sql)];
  const made = await Promise.all([one.ensure(now), other.ensure(now)]);
  expect(new Set(made.flat()).size).toBe(made.flat().length);
  expect(await one.ensure(now)).toEqual([]);
  expect(HISTORY_TABLES.map((table) => one.of(table))).toEqual(HISTORY_TABLES.map((table) => other.of(table)));
});

it("after weeks of standing still the range has no hole", async () => {
  const range = new HistoryRange(database.sql);
  await range.ensure(Date.now() + 5 * WEEK_MILLIS);
  const partitions = await selectPartitions(database.sql);
  for (const table of HISTORY_TABLES) {
    const own = partitions.filter((partition) => partition.table === table);
    own.slice(1).forEach((partition, i) => expect(partition.fromMillis).toBe(own[i]!.toMillis));
    expect(range.of(table)).toEqual({ fromMillis: own[0]!.fromMillis, toMillis: own.at(-1)!.toMillis });
  }
});

it("a row beyond the range is refused in a way that can be told", async () => {
  const range = new HistoryRange(database.sql);
  await range.ensure(Date.now());
  await insertEvent(range.of("event").toMillis - 1);
  const error = await insertEvent(range.of("event").toMillis).catch((error: unknown) => error);
  expect(isMissingPartition(error)).toBe(true);
});
