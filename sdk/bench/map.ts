/**
 * How long a flow takes that maps a task which does nothing, until every state and log line has reached the plane.
 *
 *     npx tsx sdk/bench/map.ts [tasks]                      against a sink in another process
 *     KEDGE_API_URL=... npx tsx sdk/bench/map.ts [tasks]    against a real plane
 */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { cpus } from "node:os";
import { flow, task } from "../src/index.js";

const count = Number(process.argv[2] ?? 10_000);
process.env["KEDGE_LOGGING_CONSOLE"] ??= "off";
const sink = process.env["KEDGE_API_URL"] === undefined ? await startSink() : undefined;

const noop = task({ name: "noop" }, (x: number) => x);
let mappedMillis = 0;
const fanOut = flow({ name: "fan-out" }, async (size: number) => {
  const before = performance.now();
  const results = await noop.map(Array.from({ length: size }, (_, index) => index));
  mappedMillis = performance.now() - before;
  return results.length;
});

await fanOut(10);
const memoryBefore = process.memoryUsage().rss;
const before = performance.now();
const cpuBefore = process.cpuUsage();
await fanOut(count);
const millis = performance.now() - before;
const cpu = process.cpuUsage(cpuBefore);

console.log({
  tasks: count,
  seconds: round(millis / 1000),
  secondsUntilResults: round(mappedMillis / 1000),
  tasksPerSecond: Math.round((count / millis) * 1000),
  cpuSeconds: round((cpu.user + cpu.system) / 1_000_000),
  memoryMegabytes: round((process.memoryUsage().rss - memoryBefore) / 1_000_000),
  machine: `${cpus().length} x ${cpus()[0]?.model}, node ${process.version}`,
});
if (sink !== undefined) {
  sink.send("count");
  const [stored] = (await once(sink, "message")) as [unknown];
  console.log(stored);
  sink.kill();
}

async function startSink(): Promise<ChildProcess> {
  const child = fork(new URL("./sink.ts", import.meta.url), { execArgv: ["--import", "tsx"] });
  const [apiUrl] = (await once(child, "message")) as [string];
  process.env["KEDGE_API_URL"] = apiUrl;
  return child;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
