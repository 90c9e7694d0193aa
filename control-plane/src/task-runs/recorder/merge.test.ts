import * as fc from "fast-check";
import { firstIdOf } from "kedge/contract";
import { expect, it } from "vitest";
import type { RecordedTaskRun } from "../../db/rows/recorded-task-run.js";
import { merge } from "./merge.js";
import { arbitrarySends } from "../../../test/task-run-sends.js";
import { recordedRun } from "./recorded-run.js";

const history = { fromMillis: 0, toMillis: Date.UTC(2100, 0) };
/** Of one run: what differs between runs is never merged. */
const sends = arbitrarySends(["a"]).map((of) => {
  const { records, batches } = of(firstIdOf(Date.UTC(2026, 0)));
  const toRun = (record: (typeof records)[number]): RecordedTaskRun => recordedRun(record, "w", history);
  return { runs: records.map(toRun), batches: batches.map((batch) => batch.map(toRun)) };
});

const told = (runs: readonly RecordedTaskRun[]) => runs.reduce(merge);

/** A repeated attempt may have another id; the first to come stays, and with it the id in the details of the state. */
const ignoringId = ({ state, ...run }: RecordedTaskRun) => ({
  ...run,
  id: undefined,
  state: state && { ...state, details: { ...state.details, task_run_id: undefined } },
});

it("what a run comes to does not depend on the order, the batches or the repeats of its records", () => {
  fc.assert(
    fc.property(sends, ({ runs, batches }) => {
      expect(ignoringId(told(batches.map(told)))).toEqual(ignoringId(told(runs)));
    }),
    { numRuns: 2000 },
  );
});

it("records that were merged before add nothing", () => {
  fc.assert(
    fc.property(sends, ({ runs, batches }) => {
      const all = told(runs);
      for (const batch of batches) expect(merge(all, told(batch))).toBe(all);
    }),
    { numRuns: 1000 },
  );
});
