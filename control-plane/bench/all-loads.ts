/**
 * Measures Kedge, and a peer beside it, on one Postgres and one machine:
 *
 *     npm run bench                                   all loads against Kedge
 *     npm run bench -- --peer prefect                 and against a Prefect 3.8.8 server, with ratios
 *     npm run bench -- --only lifecycle,log-lines     some of them
 *     npm run bench -- --database-url postgres://…    on a Postgres of yours; databases kedge_bench_* are made and dropped
 */
import { parseArgs } from "node:util";
import { LOADS } from "./loads/index.js";
import { machine } from "./machine.js";
import { measure, type Measured } from "./measure.js";
import { startPrefect } from "./peers/prefect.js";
import { openPostgres } from "./postgres.js";
import { startKedge } from "./servers/kedge.js";
import type { StartSubject } from "./servers/subject.js";
import { table } from "./table.js";

const SUBJECTS: Readonly<Record<string, StartSubject>> = { kedge: startKedge, prefect: startPrefect };

const { values } = parseArgs({
  options: {
    /** Measured beside Kedge. */
    peer: { type: "string" },
    /** Measured in Kedge's place, to look at a peer alone. */
    subject: { type: "string", default: "kedge" },
    only: { type: "string", default: Object.keys(LOADS).join(",") },
    seconds: { type: "string", default: "10" },
    "database-url": { type: "string" },
  },
});

function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const loads = values.only.split(",");
for (const load of loads) if (!(load in LOADS)) refuse(`There is no load "${load}": ${Object.keys(LOADS).join(", ")}`);
const names = [values.subject, ...(values.peer ? [values.peer] : [])];
const starts = names.map(
  (name) => SUBJECTS[name] ?? refuse(`There is no "${name}": ${Object.keys(SUBJECTS).join(", ")}`),
);

const machineBefore = machine();
const postgres = await openPostgres(values["database-url"]);
try {
  const measured: Measured[] = [];
  for (const [index, start] of starts.entries()) {
    const databaseUrl = await postgres.freshDatabase(`kedge_bench_${names[index]}`);
    const progress = (line: string): void => void process.stderr.write(`${line}\n`);
    const possible = loads.filter((load) => names[index] === "kedge" || !LOADS[load]?.inPeersPlace);
    measured.push(await measure(start, databaseUrl, { loads: possible, seconds: Number(values.seconds), progress }));
  }
  process.stdout.write(
    [
      "",
      table(measured, loads),
      "",
      `Machine   ${machineBefore}`,
      `Postgres  ${postgres.version}, ${values["database-url"] ? "given" : "embedded"}, on the same machine, as are server and load`,
      `Config    ${values.seconds} s a load, servers at their defaults, one process each`,
      "",
    ].join("\n"),
  );
} finally {
  await postgres.stop();
}
