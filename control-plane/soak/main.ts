/**
 * Many runs under every kind of limit, while servers and workers are killed and held at random, and what it made of the
 * database is checked against every promise:
 *
 *     npm run soak                                     2,000 runs, 8 workers, 2 servers
 *     npm run soak -- --runs 20000 --workers 16 --seed 7
 *     npm run soak -- --outage 120                     and the servers out of reach for so many seconds, in the middle
 *     npm run soak -- --mutant drop-fence-check        on servers that are broken on purpose: the broken promise must be found
 *     npm run soak -- --mutants                        all of them, one after another, and the unbroken build first
 *
 * The seed decides what is killed and when; what that meets is up to the machine. Exits with 1 when a promise was broken,
 * and with a mutant when none was.
 */
import { parseArgs } from "node:util";
import { openPostgres } from "../bench/postgres.js";
import { MUTANTS, mutantNamed } from "./mutants/mutants.js";
import { huntAll } from "./mutants/hunt.js";
import { isSound, SOUND_BUILD, soak } from "./soak.js";
import { summary } from "./summary.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string" },
    workers: { type: "string" },
    servers: { type: "string", default: "2" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    outage: { type: "string", default: "0" },
    mutant: { type: "string", multiple: true, default: [] },
    mutants: { type: "boolean", default: false },
    "database-url": { type: "string" },
  },
});
const hunted = values.mutants ? MUTANTS : values.mutant.map(mutantNamed);
const isHunt = hunted.length > 0;
const postgres = await openPostgres(values["database-url"]);
const options = {
  postgres,
  runs: Number(values.runs ?? (isHunt ? 600 : 2000)),
  workers: Number(values.workers ?? (isHunt ? 4 : 8)),
  servers: Number(values.servers),
  seed: Number(values.seed),
  outageSeconds: Number(values.outage),
  say: (line: string) => void process.stdout.write(`${line}\n`),
};

let isWell = false;
try {
  isWell = await begin();
} finally {
  await postgres.stop();
}
// Connections that outlive their servers would keep it here for minutes.
process.exit(isWell ? 0 : 1);

async function begin(): Promise<boolean> {
  // Nothing may be found on the unbroken build, with the same seed and size.
  if (values.mutants || !isHunt) {
    const report = await soak({ ...options, build: SOUND_BUILD });
    options.say(summary(report));
    if (!isSound(report)) return false;
  }
  return !isHunt || huntAll(hunted, options);
}
