import { firstIdOf } from "kedge/contract";
import { afterEach, beforeEach, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../test/database.js";
import { readConfig } from "../config.js";
import { HistoryRange } from "../db/partitions/history-range.js";
import { ensurePartitions } from "../db/partitions/ensure-partitions.js";
import { HISTORY_TABLES, spanAt } from "../db/partitions/spans.js";
import { selectPartitions } from "../db/queries/select-partitions.js";
import { silentLog } from "../log.js";
import { historyJanitor } from "./history-janitor.js";

const DAY = 24 * 3_600_000;

let database: TestDatabase;
let now: number;
beforeEach(async () => {
  database = await createTestDatabase();
  now = Date.now();
});
afterEach(() => database.close());

function janitor(history: Partial<ReturnType<typeof readConfig>["history"]> = {}) {
  const config = readConfig({}, {});
  return historyJanitor({
    sql: database.sql,
    upkeep: database.upkeep,
    history: new HistoryRange(database.sql),
    config: { ...config, history: { ...config.history, ...history } },
    log: silentLog,
  });
}

/** As if the server had run all the time since then. */
async function livedSince(millis: number) {
  for (let at = millis; at < now; at += DAY) await ensurePartitions(database.sql, at);
}

const addLogs = (millis: number, count: number, message = "x") => database.sql`
  insert into log (workspace_id, id, timestamp, level, name, message)
  select gen_random_uuid(), ${firstIdOf(millis)}, now(), 20, 'n', ${message} from generate_series(1, ${count})`;
const countLogs = async () => (await database.sql`select count(*)::int as count from log`)[0]!.count;

it("what is older than what is kept goes, with its rows; the rest stays", async () => {
  await livedSince(now - 20 * DAY);
  await addLogs(now - 18 * DAY, 10);
  await addLogs(now - 5 * DAY, 7);
  const report = await janitor().runOnce();
  expect(report).toMatchObject({ left: 0 });
  expect(report.dropped).toBeGreaterThan(0);
  expect(await countLogs()).toBe(7);
  const oldest = (await selectPartitions(database.sql)).find((partition) => partition.table === "log")!;
  expect(oldest.toMillis).toBeGreaterThan(now - 14 * DAY);
  expect(await janitor().runOnce()).toEqual({ made: 0, dropped: 0, left: 0 });
});

it("what takes more room than allowed loses its oldest part", async () => {
  await livedSince(now - 4 * DAY);
  const message = "x".repeat(1000);
  await addLogs(now - 3 * DAY, 20_000, message);
  await addLogs(now - 1 * DAY, 100, message);
  await janitor({ logsMaxBytes: 10e6 }).runOnce();
  expect(await countLogs()).toBe(100);
});

it("a flood in the present part is cut off, and lines are taken again at once", async () => {
  await livedSince(now);
  await addLogs(now, 20_000, "x".repeat(1000));
  await janitor({ logsMaxBytes: 10e6 }).runOnce();
  expect(await countLogs()).toBe(0);
  await addLogs(now, 3);
  expect(await countLogs()).toBe(3);
});

it("partitions are made ahead of their time", async () => {
  await database.sql.unsafe(`drop table ${(await selectPartitions(database.sql)).map(({ name }) => name).join()}`);
  const report = await janitor().runOnce();
  const partitions = await selectPartitions(database.sql);
  expect(report.made).toBe(partitions.length);
  for (const table of HISTORY_TABLES) {
    const last = partitions.findLast((partition) => partition.table === table)!;
    expect(last.fromMillis).toBeGreaterThan(spanAt(table, now).fromMillis);
  }
});

it("a partition that somebody is using is left for the next round, and nobody waits behind it", async () => {
  await livedSince(now - 16 * DAY);
  await addLogs(now - 15 * DAY, 10);
  const service = janitor();
  await database.sql.begin(async (reader) => {
    // Holds the lock that every reader of the table takes.
    await reader`select count(*) from log`;
    await reader`lock table log in share update exclusive mode`;
    const report = await service.runOnce();
    expect(report.left).toBeGreaterThan(0);
    expect(service.restAfter!(report)).toBeLessThan(service.restMs);
  });
  expect(await service.runOnce()).toMatchObject({ left: 0 });
});

it("dropping that was cut short is finished in the next round", async () => {
  await livedSince(now - 16 * DAY);
  await addLogs(now - 15 * DAY, 10);
  const old = (await selectPartitions(database.sql)).find(
    (partition) => partition.table === "log" && partition.toMillis <= now - 14.5 * DAY,
  )!;
  // A reader of an older snapshot makes the second half of detaching wait; its statement is cancelled there.
  await database.sql.begin(async (reader) => {
    await reader.unsafe(`select count(*) from ${old.name}`);
    const { upkeep } = database;
    await upkeep.unsafe("set statement_timeout = '500ms'");
    await expect(upkeep.unsafe(`alter table log detach partition ${old.name} concurrently`)).rejects.toThrow("timeout");
    await upkeep.unsafe("reset statement_timeout");
  });
  const pending = (await selectPartitions(database.sql)).find((partition) => partition.name === old.name);
  expect(pending).toMatchObject({ isDetaching: true });
  expect(await janitor().runOnce()).toMatchObject({ left: 0 });
  expect((await selectPartitions(database.sql)).some((partition) => partition.isDetaching)).toBe(false);
});
