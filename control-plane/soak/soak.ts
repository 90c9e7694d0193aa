import { setTimeout as wait } from "node:timers/promises";
import type { BenchPostgres } from "../bench/postgres.js";
import { connect, type Sql } from "../src/db/connect.js";
import { shortTransactions, type Violation } from "../src/verify/index.js";
import { chaos, type Faults } from "./chaos.js";
import { startFleet } from "./fleet.js";
import { people } from "./people.js";
import { brokenPromises, withoutEnd } from "./promises.js";
import { seeded } from "./random.js";
import { createRuns, makeWorld, progress, type Progress } from "./world.js";

export interface SoakOptions {
  readonly postgres: BenchPostgres;
  readonly runs: number;
  readonly workers: number;
  readonly servers: number;
  readonly seed: number;
  /** How long no worker reaches a server, once a third of the runs have ended. */
  readonly outageSeconds: number;
  /** The folder of the control plane that the servers run. */
  readonly build: URL;
  /** A promise that is expected to be broken: all are checked throughout, and the soak ends when this one is. */
  readonly awaited?: string;
  readonly say: (line: string) => void;
}

export interface SoakReport extends SoakOptions {
  readonly seconds: number;
  readonly faults: Faults;
  readonly last: Progress;
  readonly violations: readonly Violation[];
}

/** The control plane beside this folder. */
export const SOUND_BUILD = new URL("../", import.meta.url);

const LEASE_SECONDS = 5;
/** Many times what any fault here lasts; it is told as a broken promise of progress. */
const STALLED_MS = 90_000;

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { runs, seed, say } = options;
  const random = seeded(seed);
  const began = performance.now();
  const seconds = () => Math.round((performance.now() - began) / 1000);

  const databaseUrl = await options.postgres.freshDatabase("soak");
  const fleet = await startFleet({ ...options, databaseUrl, leaseSeconds: LEASE_SECONDS });
  const database = connect({ url: databaseUrl, connections: 3, applicationName: "kedge-soak" });
  const world = await makeWorld(fleet.insist);
  await fleet.startWorkers();
  say(`seed ${seed}: ${runs} runs, ${options.workers} workers, ${options.servers} servers, begun after ${seconds()} s`);

  const healed = new AbortController();
  const over = new AbortController();
  const raging = chaos({ ...fleet, random, leaseSeconds: LEASE_SECONDS, pauseMs: 1500 }, healed.signal);
  const meddling = people({ sql: database.sql, fleet, world, random: seeded(seed + 1) }, healed.signal);
  let isCreated = false;
  const creating = createRuns(fleet, world, { runs, random }, over.signal).then(() => (isCreated = true));
  // What goes wrong in them ends the soak where they are awaited.
  for (const running of [raging, meddling, creating]) void running.catch(() => over.abort());

  const found = new Map<string, Violation>();
  const note = (violations: readonly Violation[]) => {
    for (const one of violations) found.set(`${one.invariant} ${one.subject}`, one);
  };
  const isFound = () => [...found.values()].some(({ invariant }) => invariant === options.awaited);
  let isOutageOver = options.outageSeconds === 0;
  let best = { ended: -1, at: performance.now() };
  let last = await progress(database.sql);
  while (!over.signal.aborted) {
    await wait(options.awaited === undefined ? 2000 : 1000);
    last = await progress(database.sql);
    say(`${seconds()} s: ${last.ended} of ${last.runs} have ended, after ${last.attempts} attempts`);
    note(await seenNow(database.sql, options.awaited !== undefined));
    if (isFound()) break;
    if (!isOutageOver && last.ended > runs / 3) {
      isOutageOver = true;
      say(`${seconds()} s: no worker reaches a server for ${options.outageSeconds} s`);
      await fleet.cutOff(options.outageSeconds * 1000);
    }
    // The last tenth is run in peace: a promise of progress holds when faults stop.
    if (isCreated && last.ended > last.runs * 0.9) healed.abort();
    if (healed.signal.aborted && last.ended === last.runs) break;
    if (last.ended > best.ended) best = { ended: last.ended, at: performance.now() };
    else if (performance.now() - best.at > STALLED_MS) {
      note(await withoutEnd(database.sql));
      break;
    }
  }
  healed.abort();
  over.abort();
  const [faults] = await Promise.all([raging, meddling, creating]);
  if (!isFound()) note(await brokenPromises(database.sql));
  last = await progress(database.sql);
  await fleet.stop();
  await database.close();
  return { ...options, seconds: seconds(), faults, last, violations: [...found.values()] };
}

/** An old transaction is seen only while it lasts. */
function seenNow(sql: Sql, isAll: boolean): Promise<readonly Violation[]> {
  return isAll ? brokenPromises(sql) : shortTransactions().check(sql);
}

export function isSound({ violations, last }: SoakReport): boolean {
  return violations.length === 0 && last.leases === 0 && last.completed + last.cancelled === last.runs;
}
