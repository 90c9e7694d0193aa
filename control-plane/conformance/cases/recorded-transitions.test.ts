import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { expectedOutcome } from "../deliberate-differences.js";
import { readRecording } from "../read-recording.js";
import { startServer, type ServerUnderTest } from "../server-under-test.js";
import { flowRunCells } from "../transitions/flow-run-table.js";
import { recordedOutcome, type Cell } from "../transitions/table.js";
import { taskRunCells } from "../transitions/task-run-table.js";
import { connectTo } from "../wire/prefect-api.js";

const TABLES = [
  ["flow runs", "flow-run-transitions.json", flowRunCells],
  ["task runs", "task-run-transitions.json", taskRunCells],
] as const;

/** A row of the table takes some twenty runs through three calls each. */
const ROW_LIMIT_MS = 60_000;

describe.each(TABLES)("transitions of %s end as Prefect 3.8.8 was recorded to end them", (_, file, cellsOf) => {
  const recorded = readRecording(file);
  const rows = Object.entries(recorded.table).flatMap(([kind, starts]) =>
    Object.keys(starts).map((start) => [kind, start] as const),
  );
  let server: ServerUnderTest;
  let cells: Cell[];

  beforeAll(async () => {
    // Prefect's loops come every few seconds; one that ends a pause at once would get ahead of the proposal.
    server = await startServer({ withServices: false });
    cells = await cellsOf(connectTo(server.apiUrl));
  });

  afterAll(() => server.stop());

  it.each(rows)("%s: from %s", { timeout: ROW_LIMIT_MS }, async (kind, start) => {
    const row = cells.filter(({ path }) => path[0] === kind && path[1] === start);
    // All at once: cells share nothing, and transitions that meet share a statement, which must not change what they come to.
    const answered = await Promise.all(row.map(async ({ path, play }) => [path[2], await play()]));
    const expected = row.map(({ path }) => [path[2], expectedOutcome(path, recordedOutcome(recorded, path))]);
    expect(Object.fromEntries(answered)).toEqual(Object.fromEntries(expected));
  });
});
