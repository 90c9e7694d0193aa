import fc from "fast-check";
import { formatMicros, microsOf, type FlowRun, type RunHistoryInterval } from "kedge/contract";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startTestPlane, type TestPlane } from "../../../test/plane.js";

let plane: TestPlane;
let runs: FlowRun[];

/** Runs expected over some hours: most done, one under way, the last ones still to come. */
beforeAll(async () => {
  plane = await startTestPlane();
  const flow_id = (await plane.request("POST", "/flows/", { name: "history" })).body.id;
  const now = Date.now();
  for (let i = 0; i < 18; i++) {
    const scheduled_time = new Date(now + (i - 14) * 600_000 + i * 137).toISOString();
    const state = { type: "SCHEDULED", name: i % 5 === 0 ? "Late" : "Scheduled", state_details: { scheduled_time } };
    const run = (await plane.request("POST", "/flow_runs/", { flow_id, name: `run-${i % 3}`, state })).body;
    if (i >= 14) continue;
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type: "RUNNING" }, force: true });
    if (i === 13) continue;
    const type = i % 4 === 0 ? "FAILED" : "COMPLETED";
    await plane.request("POST", `/flow_runs/${run.id}/set_state`, { state: { type }, force: true });
  }
  runs = (await plane.request("POST", "/flow_runs/filter", { sort: "EXPECTED_START_TIME_ASC" })).body;
});
afterAll(() => plane.stop());

async function history(body: object): Promise<RunHistoryInterval[]> {
  const reply = await plane.request("POST", "/flow_runs/history", body);
  expect(reply.status).toBe(200);
  return reply.body;
}

const expected = (run: FlowRun) => microsOf(run.expected_start_time!);

it("intervals follow on each other, hold the runs expected in them, and sum up to the runs of the period", async () => {
  const first = expected(runs[0]!);
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: -3_000_000_000, max: 3_000_000_000 }),
      fc.integer({ min: 1, max: 14_400_000_000 }),
      fc.constantFrom(1.5, 60, 599.999_999, 3600, 10_000),
      async (startOffset, length, seconds) => {
        const start = first + startOffset;
        const intervals = await history({
          history_start: formatMicros(start),
          history_end: formatMicros(start + length),
          history_interval_seconds: seconds,
        });
        const interval = Math.round(seconds * 1e6);
        expect(intervals).toHaveLength(Math.min(500, Math.ceil(length / interval)));
        for (const [i, { interval_start, interval_end, states }] of intervals.entries()) {
          expect(interval_start).toBe(formatMicros(start + i * interval));
          expect(interval_end).toBe(formatMicros(start + (i + 1) * interval));
          const own = runs.filter(
            (run) => expected(run) >= microsOf(interval_start) && expected(run) < microsOf(interval_end),
          );
          expect(states.reduce((sum, state) => sum + state.count_runs, 0)).toBe(own.length);
          for (const { state_type, state_name, count_runs } of states) {
            const alike = own.filter((run) => run.state_type === state_type && run.state_name === state_name);
            expect(alike).toHaveLength(count_runs);
          }
        }
      },
    ),
    { numRuns: 40 },
  );
});

it("a run expected on a boundary belongs to the interval that begins there", async () => {
  const boundary = expected(runs[3]!);
  const intervals = await history({
    history_start: formatMicros(boundary - 60e6),
    history_end: formatMicros(boundary + 60e6),
    history_interval_seconds: 60,
  });
  expect(intervals.map(({ states }) => states.length)).toEqual([0, 1]);
});

it("sums are those of the estimates that the runs are shown with", async () => {
  const done = runs.filter((run) => run.end_time !== null);
  const intervals = await history({
    history_start: runs[0]!.expected_start_time,
    history_end: formatMicros(expected(runs.at(-1)!) + 1),
    history_interval_seconds: 86_400,
    flow_runs: { end_time: { is_null_: false } },
  });
  const states = intervals.flatMap((interval) => interval.states);
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0);
  expect(sum(states.map((state) => state.count_runs))).toBe(done.length);
  expect(sum(states.map((state) => state.sum_estimated_run_time))).toBeCloseTo(
    sum(done.map((run) => run.estimated_run_time)),
    5,
  );
  expect(sum(states.map((state) => state.sum_estimated_lateness))).toBeCloseTo(
    sum(done.map((run) => run.estimated_start_time_delta)),
    5,
  );
});

it("what runs and what is overdue goes on counting, what is to come does not", async () => {
  const period = {
    history_start: formatMicros(expected(runs[0]!)),
    history_end: formatMicros(expected(runs.at(-1)!) + 1),
  };
  const of = async (type: string) => {
    const asked = { ...period, history_interval_seconds: 86_400, flow_runs: { state: { type: { any_: [type] } } } };
    return (await history(asked))[0]!.states[0]!;
  };
  expect((await of("RUNNING")).sum_estimated_run_time).toBeGreaterThan(0);
  expect((await of("SCHEDULED")).sum_estimated_lateness).toBe(0);
});

it("filters narrow a history as they narrow a list, the queue's under its other name", async () => {
  const period = {
    history_start: formatMicros(expected(runs[0]!)),
    history_end: formatMicros(expected(runs.at(-1)!) + 1),
  };
  const counted = async (filter: object) => {
    const intervals = await history({ ...period, history_interval_seconds: 86_400, ...filter });
    return intervals.flatMap((interval) => interval.states).reduce((sum, state) => sum + state.count_runs, 0);
  };
  expect(await counted({ flow_runs: { name: { any_: ["run-1"] } } })).toBe(6);
  expect(await counted({ flows: { name: { any_: ["nobody"] } } })).toBe(0);
  expect(await counted({ work_queues: {} })).toBe(0);
});

it("a period that ends before it begins has no intervals, and one of a thousand is cut off", async () => {
  const start = runs[0]!.expected_start_time!;
  const before = formatMicros(microsOf(start) - 1);
  expect(await history({ history_start: start, history_end: before, history_interval_seconds: 60 })).toEqual([]);
  const end = formatMicros(microsOf(start) + 1000e6);
  expect(await history({ history_start: start, history_end: end, history_interval_seconds: 1 })).toHaveLength(500);
});

it("an interval below a second is refused", async () => {
  const start = runs[0]!.expected_start_time!;
  const body = { history_start: start, history_end: start, history_interval_seconds: 0.5 };
  const reply = await plane.request("POST", "/flow_runs/history", body);
  expect(reply).toMatchObject({
    status: 422,
    body: { exception_detail: [{ loc: ["body", "history_interval_seconds"] }] },
  });
});
