import fc from "fast-check";
import { expect, it } from "vitest";
import type { Candidate } from "../db/queries/select-claim-candidates.js";
import { pickRuns } from "./pick-runs.js";

const unlimited = { pool_room: null, queue_room: null, limit_room: null, concurrency_limit_id: null };
const run = (flow_run_id: string, fields: Partial<Candidate> = {}): Candidate => ({
  flow_run_id,
  work_queue_id: "q",
  ...unlimited,
  ...fields,
});
const ids = (runs: readonly Candidate[]) => runs.map((picked) => picked.flow_run_id);

it("a run that waits for a full limit does not hold up those behind it", () => {
  const blocked = { concurrency_limit_id: "l", limit_room: 0 };
  expect(ids(pickRuns([run("a", blocked), run("b", blocked), run("c")], 1))).toEqual(["c"]);
});

it("what is taken counts at once against every limit it falls under", () => {
  const limited = { concurrency_limit_id: "l", limit_room: 1 };
  const candidates = [
    run("a", { ...limited, queue_room: 2 }),
    run("b", { ...limited, work_queue_id: "other" }),
    run("c", { queue_room: 2 }),
    run("d", { queue_room: 2 }),
  ];
  expect(ids(pickRuns(candidates, 10))).toEqual(["a", "c"]);
});

it("a pool that is over its limit gives nothing, and nothing breaks", () => {
  expect(pickRuns([run("a", { pool_room: -2 })], 5)).toEqual([]);
});

const room = fc.option(fc.integer({ min: -1, max: 3 }), { nil: null });
const rooms = fc.record({
  pool: room,
  queues: fc.array(room, { minLength: 3, maxLength: 3 }),
  limits: fc.array(room, { minLength: 3, maxLength: 3 }),
});
const places = fc.array(fc.record({ queue: fc.nat(2), limit: fc.option(fc.nat(2), { nil: null }) }), { maxLength: 12 });

it("no more could be taken without breaking a limit, and none is broken", () => {
  fc.assert(
    fc.property(rooms, places, fc.nat(8), ({ pool, queues, limits }, runs, slots) => {
      const candidates = runs.map(({ queue, limit }, index) =>
        run(String(index), {
          work_queue_id: String(queue),
          concurrency_limit_id: limit === null ? null : String(limit),
          pool_room: pool,
          queue_room: queues[queue]!,
          limit_room: limit === null ? null : limits[limit]!,
        }),
      );
      const fits = (picked: readonly Candidate[]) =>
        picked.length <= Math.max(0, Math.min(slots, pool ?? Infinity)) &&
        queues.every(
          (most, queue) =>
            picked.filter((p) => p.work_queue_id === String(queue)).length <= Math.max(0, most ?? Infinity),
        ) &&
        limits.every(
          (most, limit) =>
            picked.filter((p) => p.concurrency_limit_id === String(limit)).length <= Math.max(0, most ?? Infinity),
        );
      const picked = pickRuns(candidates, slots);
      expect(fits(picked)).toBe(true);
      for (const left of candidates) if (!picked.includes(left)) expect(fits([...picked, left])).toBe(false);
    }),
  );
});
