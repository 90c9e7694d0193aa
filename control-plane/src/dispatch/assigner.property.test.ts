import fc from "fast-check";
import { expect, it } from "vitest";
import { silentLog } from "../log.js";
import { Assigner, type Assignee } from "./assigner.js";

class Worker implements Assignee {
  readonly queues = "";
  given = 0;

  constructor(readonly slots: number) {}

  get free(): number {
    return this.slots - this.given;
  }
}

interface Outcome {
  readonly given: readonly number[];
  readonly claims: readonly number[];
}

/** Hands out a burst that becomes due at once to workers that are connected already. */
async function burst(slots: readonly number[], runs: number): Promise<Outcome> {
  const workers = slots.map((each) => new Worker(each));
  const claims: number[] = [];
  let due = 0;
  const assigner = new Assigner<Worker>({
    async assign(worker, asked) {
      claims.push(asked);
      const taken = Math.min(asked, due);
      due -= taken;
      worker.given += taken;
      return taken;
    },
    nextDue: async () => ({ isOverdue: false, inMs: null }),
    log: silentLog,
  });
  for (const worker of workers) assigner.join(worker);
  // What joining has begun finds nothing.
  await new Promise(setImmediate);
  claims.length = 0;
  due = runs;
  assigner.due(0);
  await new Promise(setImmediate);
  await assigner.stop();
  return { given: workers.map((worker) => worker.given), claims };
}

/** Each run to whoever has most free, among equals to whoever was served longest ago. */
function oneByOne(slots: readonly number[], runs: number): number[] {
  const workers = slots.map((free, place) => ({ free, place, servedAt: -1 }));
  for (let run = 0; run < runs; run += 1) {
    const [freest] = workers
      .filter(({ free }) => free > 0)
      .sort((a, b) => b.free - a.free || a.servedAt - b.servedAt || a.place - b.place);
    if (!freest) break;
    freest.free -= 1;
    freest.servedAt = run;
  }
  return slots.map((free, place) => free - workers[place]!.free);
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, each) => total + each, 0);
const fewWorkers = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 32 });

it("a burst of up to two runs a worker goes to the workers as if one by one, to the freest", async () => {
  await fc.assert(
    fc.asyncProperty(fewWorkers, fc.double({ min: 0, max: 2, noNaN: true }), async (slots, perWorker) => {
      const runs = Math.floor(slots.length * perWorker);
      const { given } = await burst(slots, runs);
      expect([...given].sort()).toEqual(oneByOne(slots, runs).sort());
    }),
  );
});

it("of equal workers none is given two runs while another has none, and none much more than its share", async () => {
  const equal = fc.record({
    workers: fc.integer({ min: 1, max: 32 }),
    slots: fc.integer({ min: 1, max: 100 }),
    runs: fc.integer({ min: 1, max: 2000 }),
  });
  await fc.assert(
    fc.asyncProperty(equal, async ({ workers, slots, runs }) => {
      const { given } = await burst(Array<number>(workers).fill(slots), runs);
      const share = Math.min(runs / workers, slots);
      expect(sum(given)).toBe(Math.min(runs, workers * slots));
      expect(Math.max(...given)).toBeLessThanOrEqual(Math.min(slots, runs <= workers ? 1 : 2 * share + 1));
      if (runs >= workers) expect(Math.min(...given)).toBeGreaterThan(0);
    }),
  );
});

it("a backlog of any length takes few claims, and nobody gets more than it has room for", async () => {
  const many = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 100 });
  await fc.assert(
    fc.asyncProperty(many, fc.integer({ min: 1, max: 20_000 }), async (slots, runs) => {
      const { given, claims } = await burst(slots, runs);
      expect(sum(given)).toBe(Math.min(runs, sum(slots)));
      for (const [place, each] of given.entries()) expect(each).toBeLessThanOrEqual(slots[place]!);
      // Two turns of one each, then turns that double; and at most one claim that a worker's room cuts short.
      const turns = 2 + Math.log2(Math.max(1, runs / Math.min(slots.length, 32)));
      expect(claims.length).toBeLessThanOrEqual(Math.min(slots.length, 32) * turns + runs / 200 + 2 * slots.length);
    }),
    { numRuns: 50 },
  );
});
