import { fork } from "node:child_process";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { MUTANTS, type MutantName } from "./mutants.js";
import { simulate, type Outcome } from "./simulate.js";

/**
 * `npm run simulate -- --seed N --seeds M`: simulates M seeds from N on, on all processors, and prints what broke with the
 * end of its trace. `--seed N` alone replays one; `--about TEXT` shows the lines of its trace that match. `--mutant NAME`
 * wires a part wrongly, to see it found. Ends with 1 when anything broke.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    about: { type: "string" },
    mutant: { type: "string" },
    part: { type: "string" },
  },
});

const first = Number(values.seed);
const count = Number(values.seeds);
const wiring = values.mutant === undefined ? undefined : MUTANTS[values.mutant as MutantName]?.wiring;
if (values.mutant !== undefined && wiring === undefined) {
  console.error(`There is no mutant ${values.mutant}; there are ${Object.keys(MUTANTS).join(", ")}.`);
  process.exit(2);
}
if (values.part !== undefined) await simulateForParent();
else await simulateAll();

/** Seeds are independent, so each process takes every so many-th of them. */
async function simulateAll(): Promise<void> {
  const started = performance.now();
  const processes = Math.min(count, availableParallelism());
  const outcomes: Outcome[] = [];
  if (processes === 1) for (let i = 0; i < count; i++) outcomes.push(await simulate(first + i, wiring));
  else await Promise.all(Array.from({ length: processes }, (_, i) => partOf(i, processes, outcomes)));
  const broken = outcomes.filter(({ violations }) => violations.length > 0).sort((a, b) => a.seed - b.seed);
  for (const outcome of broken.slice(0, 3)) tell(outcome);
  if (count === 1 && broken.length === 0 && values.about !== undefined) tell(outcomes[0]!);
  if (broken.length > 3)
    console.log(
      `Broken too: seeds ${broken
        .slice(3)
        .map(({ seed }) => seed)
        .join(", ")}`,
    );
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const seconds = (performance.now() - started) / 1000;
  console.log(
    `${outcomes.length} seeds, ${sum(({ runs }) => runs)} runs, ${sum(({ steps }) => steps)} steps, ` +
      `${Math.round(sum(({ virtualMs }) => virtualMs) / 3_600_000)} virtual hours in ${seconds.toFixed(1)} s; ` +
      (count === 1 ? `trace ${outcomes[0]!.digest}; ` : "") +
      `${broken.length} broken`,
  );
  process.exitCode = broken.length > 0 ? 1 : 0;
}

function partOf(part: number, of: number, outcomes: Outcome[]): Promise<void> {
  const child = fork(fileURLToPath(import.meta.url), [...process.argv.slice(2), "--part", `${part}/${of}`]);
  child.on("message", (outcome) => outcomes.push(outcome as Outcome));
  return new Promise((resolve, reject) => {
    child.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`a part of the seeds ended with ${code}`))));
  });
}

async function simulateForParent(): Promise<void> {
  const [part, of] = values.part!.split("/").map(Number) as [number, number];
  for (let i = part; i < count; i += of) {
    const outcome = await simulate(first + i, wiring);
    const trace = outcome.violations.length > 0 ? outcome.trace : [];
    await new Promise((resolve) => process.send!({ ...outcome, trace }, resolve));
  }
}

function tell({ seed, violations, trace }: Outcome): void {
  const about = values.about === undefined ? undefined : new RegExp(values.about);
  console.log(
    trace
      .filter((line) => about?.test(line) ?? true)
      .slice(-80)
      .join("\n"),
  );
  console.log(`Seed ${seed}:`);
  for (const violation of violations) console.log(`  ${violation}`);
  console.log(`  npm run simulate -- --seed ${seed}${values.mutant ? ` --mutant ${values.mutant}` : ""}\n`);
}
