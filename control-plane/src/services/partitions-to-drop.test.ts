import { expect, it } from "vitest";
import type { HistoryConfig } from "../config.js";
import type { Partition } from "../db/queries/select-partitions.js";
import { neededSpans, partitionName, spanAt, type HistoryTable, type Span } from "../db/partitions/spans.js";
import { partitionsToDrop } from "./partitions-to-drop.js";

const NOW = Date.UTC(2026, 5, 15, 6);
const DAY = 24 * 3_600_000;
const config: HistoryConfig = {
  statesDays: 90,
  eventsDays: 14,
  logsDays: 14,
  eventsMaxBytes: 5000,
  logsMaxBytes: 1000,
};

/** The partitions of the last days and of those to come, each of one size. */
function partitions(table: HistoryTable, days: number, bytes: number): Partition[] {
  const spans = new Map<string, Span>();
  for (let past = days; past >= 0; past--) {
    for (const span of [spanAt(table, NOW - past * DAY), ...(past === 0 ? neededSpans(table, NOW).slice(1) : [])]) {
      spans.set(partitionName(table, span), span);
    }
    const half = spanAt(table, NOW - past * DAY + DAY / 2);
    if (past > 0) spans.set(partitionName(table, half), half);
  }
  return [...spans].map(([name, span]) => ({
    table,
    name,
    bytes: span.fromMillis <= NOW ? bytes : 0,
    isDetaching: false,
    ...span,
  }));
}
const namesOf = (...given: Parameters<typeof partitionsToDrop>) =>
  partitionsToDrop(...given).map(({ partition, reason }) => `${reason} ${partition.name}`);

it("a partition goes when all of its time is past what is kept", () => {
  expect(namesOf(partitions("log", 15, 0), config, NOW)).toEqual(["age log_2026053100", "age log_2026053112"]);
  expect(namesOf(partitions("event", 16, 0), config, NOW)).toEqual(["age event_2026053000", "age event_2026053100"]);
  expect(namesOf(partitions("flow_run_state", 98, 0), config, NOW)).toEqual(["age flow_run_state_2026030500"]);
  expect(namesOf(partitions("task_run_state", 90, 0), config, NOW)).toEqual([]);
});

it("the oldest go until the rest fits", () => {
  const own = partitions("log", 2, 300);
  expect(own.filter((partition) => partition.bytes > 0)).toHaveLength(5);
  expect(namesOf(own, config, NOW)).toEqual(["size log_2026061300", "size log_2026061312"]);
});

it("a present partition that alone takes more than its room goes, those to come stay", () => {
  const own = partitions("log", 0, 1001);
  expect(namesOf(own, config, NOW).at(-1)).toBe("size log_2026061500");
  expect(partitionsToDrop(own, config, NOW).every(({ partition }) => partition.fromMillis <= NOW)).toBe(true);
});

it("states are bounded by time only", () => {
  expect(namesOf(partitions("task_run_state", 80, 1e12), config, NOW)).toEqual([]);
});

it("what was begun is ended, whatever its age", () => {
  const [first, ...rest] = partitions("event", 1, 0);
  expect(namesOf([{ ...first!, isDetaching: true }, ...rest], config, NOW)).toEqual([`unfinished ${first!.name}`]);
});
