/**
 * What the outbox costs, and what it carries.
 *
 *     npx tsx sdk/bench/outbox.ts [records]                     durable records a second, by how many wait at once
 *     KEDGE_API_URL=... npx tsx sdk/bench/outbox.ts [records]   and, against a real plane: flow runs a second one after the
 *                                                               other, with and without it; delivery of a spool that was left
 *
 * The folder is made below the working directory: the temporary one may lie in memory, where a sync costs nothing.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { createClient } from "../src/client/index.js";
import { formatMicros, type ReportInput, uuidv7 } from "../src/contract/index.js";
import { flow } from "../src/index.js";
import { deliverLeftovers, Outbox, sendOverHttp } from "../src/outbox/index.js";
import { nodeDisk } from "../src/outbox/disk/node-disk.js";
import { systemProcesses } from "../src/outbox/spool/processes.js";
import { RecordType } from "../src/outbox/spool/record.js";
import { Spool } from "../src/outbox/spool/spool.js";
import { systemMachine } from "../src/outbox/outbox.js";

const records = Number(process.argv[2] ?? 100_000);
const apiUrl = process.env["KEDGE_API_URL"];
const root = await mkdtemp(join(process.cwd(), ".outbox-bench-"));
process.env["KEDGE_LOGGING_CONSOLE"] ??= "off";

function newSpool(folder: string): Spool {
  return new Spool({
    ...systemMachine(),
    root: join(root, folder),
    id: uuidv7(),
    note: { apiUrl: apiUrl ?? "", flowRunId: null },
    describeLoss: (count) => Buffer.from(String(count)),
    onTrouble: (problem) => console.error(problem),
  });
}

/** So many writers, each of which waits for its record to be durable before it appends the next. */
async function durableRate(writers: number, count: number): Promise<number> {
  const spool = newSpool(`durable-${writers}`);
  const payload = Buffer.from(JSON.stringify(taskOf(uuidv7())));
  await spool.append(RecordType.STATE, payload, true).durable;
  const before = performance.now();
  await Promise.all(
    Array.from({ length: writers }, async () => {
      for (let i = 0; i < count / writers; i++) await spool.append(RecordType.STATE, payload, true).durable;
    }),
  );
  const rate = (count / (performance.now() - before)) * 1000;
  await spool.close();
  return Math.round(rate);
}

function taskOf(id: string): ReportInput {
  const state = { id: uuidv7(), type: "COMPLETED" as const, timestamp: formatMicros(Date.now() * 1000) };
  return { kind: "task_run", record: { task_run: { id, task_key: "t", dynamic_key: id, name: "t-0" }, state } };
}

function logOf(number: number): ReportInput {
  const timestamp = formatMicros(Date.now() * 1000);
  return { kind: "log", line: { name: "bench", level: 20, message: `line ${number} of a run's output`, timestamp } };
}

/** Flow runs a second, one after the other, each from its creation to its end. */
async function lifecycles(outbox: string, count: number): Promise<number> {
  process.env["KEDGE_OUTBOX"] = outbox;
  const nothing = flow({ name: "nothing" }, () => 1);
  for (let i = 0; i < 10; i++) await nothing();
  const before = performance.now();
  for (let i = 0; i < count; i++) await nothing();
  return Math.round((count / (performance.now() - before)) * 1000 * 10) / 10;
}

/** A spool is left by a process that is gone, and delivered. */
async function replay(url: string): Promise<{ seconds: number; recordsPerSecond: number }> {
  const folder = join(root, "replay");
  const send = sendOverHttp(createClient({ apiUrl: url }));
  const gone = { ...systemProcesses().self, pid: 2 ** 30 };
  const machine = { processes: { self: gone, isAlive: () => false }, disk: nodeDisk };
  const away = () => Promise.reject(new Error("away"));
  const outbox = new Outbox({
    root: folder,
    note: { apiUrl: url, flowRunId: null },
    send: away,
    onTrouble() {},
    machine,
  });
  for (let i = 0; i < records; i++) {
    outbox.push(i % 2 === 0 ? logOf(i) : taskOf(uuidv7()));
    if (i % 1000 === 0) await outbox.room();
  }
  await outbox.flush();
  await outbox.close();
  const before = performance.now();
  const delivered = await deliverLeftovers({ root: folder, apiUrl: url, send, signal: AbortSignal.timeout(600_000) });
  const seconds = (performance.now() - before) / 1000;
  if (delivered.reports !== records) throw new Error(`delivered ${delivered.reports} of ${records}`);
  return { seconds: Math.round(seconds * 10) / 10, recordsPerSecond: Math.round(records / seconds) };
}

try {
  const durableRecordsPerSecond: Record<string, number> = {};
  for (const writers of [1, 16, 256, 4096]) {
    durableRecordsPerSecond[`${writers} at once`] = await durableRate(
      writers,
      writers === 1 ? 300 : Math.min(records, 40_000),
    );
  }
  console.log({ durableRecordsPerSecond });
  if (apiUrl !== undefined) {
    const runsPerSecond = { unsaved: 0, saved: 0 };
    // In turns, so that whatever else the machine does meanwhile meets both.
    for (let round = 0; round < 4; round++) {
      runsPerSecond.unsaved += (await lifecycles("off", 50)) / 4;
      runsPerSecond.saved += (await lifecycles(join(root, "runs"), 50)) / 4;
    }
    console.log({ runsPerSecond, ratio: Math.round((runsPerSecond.saved / runsPerSecond.unsaved) * 100) / 100 });
    console.log({ replayed: records, ...(await replay(apiUrl)) });
  }
  console.log({ machine: `${cpus().length} x ${cpus()[0]?.model}, node ${process.version}` });
} finally {
  await rm(root, { recursive: true, force: true });
}
