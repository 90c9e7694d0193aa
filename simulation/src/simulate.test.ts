import { expect, it } from "vitest";
import { MUTANTS, type MutantName } from "./mutants.js";
import { simulate } from "./simulate.js";

const PATIENT = { timeout: 300_000 };

/** `npm run simulate -- --seeds 500` takes more of them. */
const SEEDS = 40;
const MOST_SEEDS = 500;

it("every promise is kept while anything that can break does", PATIENT, async () => {
  const outcomes = [];
  for (let seed = 1; seed <= SEEDS; seed++) outcomes.push(await simulate(seed));
  expect(outcomes.flatMap(({ seed, violations }) => violations.map((each) => `seed ${seed}: ${each}`))).toEqual([]);
  const runs = outcomes.reduce((sum, outcome) => sum + outcome.runs, 0);
  const completed = outcomes.reduce((sum, outcome) => sum + outcome.completed, 0);
  expect(completed / runs).toBeGreaterThan(0.4);
});

it("one seed has one trace", PATIENT, async () => {
  for (const seed of [7, 8]) {
    const { digest, trace } = await simulate(seed);
    expect((await simulate(seed)).digest).toBe(digest);
    expect(trace.length).toBeGreaterThan(500);
  }
  expect((await simulate(8)).digest).not.toBe((await simulate(7)).digest);
});

it.each(Object.keys(MUTANTS) as MutantName[])("the mutant %s is found", PATIENT, async (name) => {
  for (let seed = 1; seed <= MOST_SEEDS; seed++) {
    const { violations } = await simulate(seed, MUTANTS[name].wiring);
    if (violations.length > 0) return;
  }
  expect.fail(`${name} was not found in ${MOST_SEEDS} seeds`);
});
