/**
 * Measures Kedge's server with many workers on channels:
 *
 *     npm run bench -- channels                                   both of what follows
 *     npm run bench -- channels --only idle-channels              10,000 idle workers: memory, CPU, queries, and a run's way to one
 *     npm run bench -- channels --only reconnect-storm            200 workers whose server is killed and started again
 *     npm run bench -- channels --channels 500 --workers 50       fewer
 *     npm run bench -- channels --seconds 20                      how long the idle ones are watched
 *     npm run bench -- channels --database-url postgres://…       on a Postgres of yours
 *
 * The server needs an open file for each channel: `ulimit -n` above their number. The workers are the real worker's client of
 * the channel, in processes of 2,500; they start nothing.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { machine } from "../machine.js";
import { openPostgres } from "../postgres.js";
import { idleChannels } from "./idle-channels.js";
import { reconnectStorm } from "./reconnect-storm.js";
import type { Scenario } from "./scenario.js";

const SCENARIOS: Readonly<Record<string, Scenario>> = {
  "idle-channels": idleChannels,
  "reconnect-storm": reconnectStorm,
};

const { values } = parseArgs({
  options: {
    only: { type: "string", default: Object.keys(SCENARIOS).join(",") },
    channels: { type: "string", default: "10000" },
    workers: { type: "string", default: "200" },
    seconds: { type: "string", default: "20" },
    "database-url": { type: "string" },
  },
});

const names = values.only.split(",");
const unknown = names.find((name) => !(name in SCENARIOS));
if (unknown !== undefined) {
  process.stderr.write(`There is no "${unknown}": ${Object.keys(SCENARIOS).join(", ")}\n`);
  process.exit(2);
}

const load = (): string => (loadavg()[0] ?? 0).toFixed(1);
const lines = [`Machine   ${machine()}`];
const postgres = await openPostgres(values["database-url"]);
try {
  for (const name of names) {
    const databaseUrl = await postgres.freshDatabase(`kedge_bench_${name.replaceAll("-", "_")}`);
    const before = load();
    const rows = await SCENARIOS[name]!({
      databaseUrl,
      channels: Number(values.channels),
      workers: Number(values.workers),
      seconds: Number(values.seconds),
      progress: (line) => void process.stderr.write(`${name}: ${line}\n`),
    });
    const width = Math.max(...rows.map(([title]) => title.length));
    lines.push("", `${name}, load ${before} before and ${load()} after`);
    lines.push(...rows.map(([title, figure]) => `  ${title.padEnd(width)}  ${figure}`));
  }
  lines.push("", `Postgres ${postgres.version}; server, database and workers share the machine`);
  process.stdout.write(`\n${lines.join("\n")}\n`);
} finally {
  await postgres.stop();
}
