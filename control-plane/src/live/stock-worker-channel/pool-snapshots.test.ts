import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { WorkPoolRow } from "../../db/rows/work-pool-row.js";
import { PoolSnapshots } from "./pool-snapshots.js";
import type { Snapshot } from "./protocol.js";

const AT = "2026-01-01T00:00:00.000000Z";
const LATER = "2026-01-01T00:00:01.000000Z";
const rowOf = (updated: string) => ({ updated, concurrency_limit: null }) as WorkPoolRow;

let current: WorkPoolRow | undefined;
let sent: Snapshot[];
let reads: number;
const onGone = vi.fn();
const onFailure = vi.fn();
const read = vi.fn(async () => current);
let snapshots: PoolSnapshots;

beforeEach(() => {
  vi.useFakeTimers();
  vi.clearAllMocks();
  current = rowOf(AT);
  sent = [];
  reads = 0;
  read.mockImplementation(async () => {
    reads += 1;
    return current;
  });
  snapshots = new PoolSnapshots({ read, send: (each) => sent.push(each), onGone, onFailure });
});
afterEach(() => {
  vi.useRealTimers();
});

const told = () => sent.map(({ snapshot_sequence, reason }) => [snapshot_sequence, reason]);

it("what is asked for within 50 ms is one snapshot", async () => {
  expect(snapshots.initial(rowOf(AT))).toMatchObject({ snapshot_sequence: 1, reason: "initial" });
  snapshots.ask("work_pool_updated");
  await vi.advanceTimersByTimeAsync(49);
  snapshots.ask("work_pool_updated");
  expect(reads).toBe(0);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told()).toEqual([[2, "work_pool_updated"]]);
});

it("what is asked for while the pool is read is a snapshot of its own", async () => {
  snapshots.initial(rowOf(AT));
  read.mockImplementationOnce(async () => {
    snapshots.ask("work_pool_updated");
    return current;
  });
  snapshots.ask("heartbeat_reconciliation");
  await vi.advanceTimersByTimeAsync(1000);
  expect(told()).toEqual([
    [2, "heartbeat_reconciliation"],
    [3, "work_pool_updated"],
  ]);
});

it("what is asked for before the first is sent after it", async () => {
  snapshots.ask("work_pool_updated");
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([]);
  snapshots.initial(rowOf(AT));
  await vi.advanceTimersByTimeAsync(1000);
  expect(told()).toEqual([[2, "work_pool_updated"]]);
});

it("a heartbeat asks only for what was not told yet", async () => {
  snapshots.initial(rowOf(AT));
  snapshots.compare(AT);
  await vi.advanceTimersByTimeAsync(1000);
  expect(sent).toEqual([]);
  current = rowOf(LATER);
  snapshots.compare(LATER);
  await vi.advanceTimersByTimeAsync(1000);
  snapshots.compare(LATER);
  await vi.advanceTimersByTimeAsync(1000);
  expect(told()).toEqual([[2, "heartbeat_reconciliation"]]);
});

it("a pool that is gone and one that cannot be read are told of, a stopped one reads nothing", async () => {
  snapshots.initial(rowOf(AT));
  current = undefined;
  snapshots.ask("work_pool_updated");
  await vi.advanceTimersByTimeAsync(1000);
  expect(onGone).toHaveBeenCalledOnce();
  const failure = new Error("no database");
  read.mockRejectedValueOnce(failure);
  snapshots.ask("work_pool_updated");
  await vi.advanceTimersByTimeAsync(1000);
  expect(onFailure).toHaveBeenCalledExactlyOnceWith(failure);
  reads = 0;
  snapshots.ask("work_pool_updated");
  snapshots.stop();
  snapshots.ask("work_pool_updated");
  await vi.advanceTimersByTimeAsync(1000);
  expect([reads, sent]).toEqual([0, []]);
});
