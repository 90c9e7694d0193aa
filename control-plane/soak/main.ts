/**
 * Many runs under every kind of limit, while servers and workers are killed and held at random, and what it made of the
 * database is checked against every promise:
 *
 *     npm run soak                                     2,000 runs, 8 workers, 2 servers
 *     npm run soak -- --runs 20000 --workers 16 --seed 7
 *     npm run soak -- --outage 120                     and the servers out of reach for so many seconds, in the middle
 *
 * The seed decides what is killed and when; what that meets is up to the machine. Exits with 1 when a promise was broken.
 */
import { parseArgs } from "node:util";
import { setTimeout as wait } from "node:timers/promises";
import { openPostgres } from "../bench/postgres.js";
import { connect } from "../src/db/connect.js";
import { verify } from "../src/verify/index.js";
import { chaos } from "./chaos.js";
import { openByteProxy } from "../test/faults/open-byte-proxy.js";
import { Killable } from "./killable.js";
import { seeded } from "./random.js";
import { createRuns, makeWorld, POOL, progress, type Insist } from "./world.js";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "2000" },
    workers: { type: "string", default: "8" },
    servers: { type: "string", default: "2" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    outage: { type: "string", default: "0" },
    "database-url": { type: "string" },
  },
});
const runs = Number(values.runs);
const leaseSeconds = 5;
const random = seeded(Number(values.seed));
const began = Date.now();
const say = (line: string) => process.stdout.write(`${line}\n`);

const postgres = await openPostgres(values["database-url"]);
const databaseUrl = await postgres.freshDatabase("soak");
const servers = Array.from({ length: Number(values.servers) }, (_, i) => {
  const port = 24_200 + i;
  return new Killable(`server ${i}`, "../test/faults/run-server.ts", () => ({ databaseUrl, port }));
});
const urls: string[] = [];
// One after the other: the first migrates.
for (const server of servers) urls.push(await server.start());
// The network between the workers and each server.
const networks = await Promise.all(urls.map(openByteProxy));

const insist: Insist = async (method, path, body) => {
  for (let tries = 0; ; tries++) {
    const reply = await fetch(`${urls[tries % urls.length]}${path}`, {
      method,
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }).catch(() => null); // killed: the next one is asked
    if (reply?.ok) return reply.json();
    if (reply !== null && reply.status < 500)
      throw new Error(`${path} answered ${reply.status}: ${await reply.text()}`);
    await wait(100);
  }
};

const deployments = await makeWorld(insist);
const workers = Array.from({ length: Number(values.workers) }, (_, i) => {
  const { url } = networks[i % networks.length]!;
  const settings = { apiUrl: url, pool: POOL, name: `w${i}`, slots: 8, leaseSeconds, jobMs: 20 };
  return new Killable(`worker ${i}`, "worker-process.ts", () => settings);
});
for (const worker of workers) await worker.start();
say(`seed ${values.seed}: ${runs} runs, ${workers.length} workers, ${servers.length} servers`);

const database = connect({ url: databaseUrl, connections: 2 });
const healed = new AbortController();
const raging = chaos({ servers, workers, random, leaseSeconds, pauseMs: 1500 }, healed.signal);
const creating = createRuns(insist, deployments, { runs, random });
void creating.catch(() => {}); // awaited below

const outageSeconds = Number(values.outage);
let isOutageOver = outageSeconds === 0;
for (;;) {
  await wait(2000);
  const now = await progress(database.sql);
  say(`${seconds()} s: ${now.ended} of ${runs} have ended, after ${now.attempts} attempts`);
  if (!isOutageOver && now.ended > runs / 3) {
    isOutageOver = true;
    say(`${seconds()} s: no worker reaches a server for ${outageSeconds} s`);
    await Promise.all(networks.map((network) => network.refuse()));
    await wait(outageSeconds * 1000);
    await Promise.all(networks.map((network) => network.heal()));
  }
  // The last tenth is run in peace: a promise of progress holds when faults stop.
  if (now.ended > runs * 0.9) healed.abort();
  if (now.ended === runs) break;
}
await creating;
const faults = await raging;
const last = await progress(database.sql);
const violations = await verify(database.sql);
await Promise.all([...workers, ...servers].map((process) => process.kill()));
await Promise.all(networks.map((network) => network.refuse()));
await database.close();
await postgres.stop();

say(
  [
    "",
    `${runs} runs, each to one end, in ${seconds()} s (seed ${values.seed})`,
    `faults      ${faults.workersKilled} workers and ${faults.serversKilled} servers killed, ${faults.workersHeld} workers held for 1.5 leases`,
    `ends        ${last.completed} completed, ${last.ended - last.completed} otherwise`,
    `attempts    ${last.attempts}, of which ${last.attempts - runs} were lost; ${last.lateReports} late reports refused`,
    `leases left ${last.leases}`,
    `promises    ${violations.length === 0 ? "all hold" : `${violations.length} violations`}`,
    ...violations.map(({ invariant, subject, detail }) => `  ${invariant} ${subject}: ${detail}`),
  ].join("\n"),
);
const isSound = violations.length === 0 && last.leases === 0 && last.completed === runs;
process.exit(isSound ? 0 : 1);

function seconds(): number {
  return Math.round((Date.now() - began) / 1000);
}
