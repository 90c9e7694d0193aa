/**
 * Measures how long a run takes from its creation to its worker, and to the first line of its flow:
 *
 *     npm run bench -- dispatch                        Kedge: cold and warm starts
 *     npm run bench -- dispatch --peer prefect         and a Prefect 3.8.8 server with its process worker, in one table
 *     npm run bench -- dispatch --transport http       Kedge's worker polls: auto, ws or http
 *     npm run bench -- dispatch --seconds 10           at each rate; default 5
 *
 * Server, worker and the runs are real processes on one machine, whose clock tells all instants. Processes cannot be started
 * 100 times a second here, so the way to the worker is measured with a worker that starts nothing.
 */
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { machine } from "../machine.js";
import { openPostgres } from "../postgres.js";
import { measure } from "./measure.js";
import type { Offer } from "./offer.js";
import type { Start, StartDispatchSubject } from "./subject.js";
import { kedgeDispatch } from "./subjects/kedge.js";
import { prefectDispatch } from "./subjects/prefect.js";
import { type SubjectMeasured, table } from "./table.js";

const SUBJECTS: Readonly<Record<string, StartDispatchSubject>> = { kedge: kedgeDispatch, prefect: prefectDispatch };

const { values } = parseArgs({
  options: {
    /** Measured beside Kedge. */
    peer: { type: "string" },
    /** Measured in Kedge's place, to look at a peer alone. */
    subject: { type: "string", default: "kedge" },
    transport: { type: "string", default: "auto" },
    seconds: { type: "string", default: "5" },
    "database-url": { type: "string" },
  },
});

const seconds = Number(values.seconds);
const PATIENCE_MS = 25_000;

/** Runs that are alone show the way itself; rates show what is left of it when others are on it. */
function offers(start: Start): readonly Offer[] {
  const rate = (perSecond: number, length: number): Offer => ({ kind: "rate", perSecond, seconds: length });
  if (start === "none") return [rate(1, 2 * seconds), rate(10, seconds), rate(100, seconds)];
  return [{ kind: "alone", runs: Math.ceil(seconds) }, rate(1, 2 * seconds), rate(10, seconds / 2)];
}

const names = [values.subject, ...(values.peer ? [values.peer] : [])];
const unknown = names.find((name) => !(name in SUBJECTS));
if (unknown !== undefined) {
  process.stderr.write(`There is no "${unknown}": ${Object.keys(SUBJECTS).join(", ")}\n`);
  process.exit(2);
}

const machineBefore = machine();
const postgres = await openPostgres(values["database-url"]);
try {
  const measured: SubjectMeasured[] = [];
  for (const name of names) {
    const databaseUrl = await postgres.freshDatabase(`kedge_bench_dispatch_${name}`);
    const subject = await SUBJECTS[name]!({ databaseUrl, transport: values.transport });
    const progress = (line: string): void => void process.stderr.write(`${line}\n`);
    const options = { offers, patienceMs: PATIENCE_MS, progress };
    try {
      measured.push({ name: subject.name, measured: await measure(subject, options) });
    } finally {
      await subject.stop();
    }
  }
  process.stdout.write(
    [
      "",
      table(measured),
      "",
      "Created   when the request was sent. Assigned: with Kedge when its worker has the run; with Prefect already at the time of PENDING.",
      "          Measured with workers that start nothing, so that the rate is that of dispatch and not of starting processes.",
      "Started   by each one's process worker at its defaults; at a rate that the machine cannot start, the time in the queue is in it.",
      `Machine   ${machineBefore}, ${(loadavg()[0] ?? 0).toFixed(1)} after`,
      `Config    transport ${values.transport}, ${seconds} s, server, worker, runs and load on this machine, Postgres ${postgres.version}`,
      "",
    ].join("\n"),
  );
} finally {
  await postgres.stop();
}
