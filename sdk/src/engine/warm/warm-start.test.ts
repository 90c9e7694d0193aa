import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Duplex } from "node:stream";
import { afterEach, expect, test } from "vitest";
import { usePlane } from "../../../test/plane/use-plane.js";
import { type Assignment, READY, TAKEN } from "./protocol.js";

const used = usePlane();
const warmStart = new URL("./warm-start.ts", import.meta.url).pathname;
const program = new URL("../run-deployed.ts", import.meta.url).pathname;
const flows = new URL("../../../test/flows/", import.meta.url).pathname;
let child: ChildProcess;
afterEach(() => child.kill("SIGKILL"));

/** Starts the program as a worker does, and waits until it is ready for a run. */
async function startWarm(environment: NodeJS.ProcessEnv = process.env) {
  child = spawn(process.execPath, ["--import", import.meta.resolve("tsx"), warmStart, "typescript"], {
    cwd: "/",
    env: environment,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const channel = child.stdio[3] as Duplex;
  const lines = channel.setEncoding("utf8")[Symbol.asyncIterator]();
  expect((await lines.next()).value).toBe(`${READY}\n`);
  return { channel, nextLine: async () => (await lines.next()).value as unknown };
}

test("a process that waited carries out its run, and ends with it", async () => {
  const run = used.plane.schedule("training", { lr: 0.5, path: "a.csv" });
  const { channel, nextLine } = await startWarm({ PATH: process.env["PATH"], KEDGE_API_URL: "http://127.0.0.1:1/api" });
  const environment = {
    ...(process.env as Record<string, string>),
    KEDGE_FLOW_RUN_ID: run.id,
    KEDGE_FENCE: "1.7",
    KEDGE_ENTRYPOINT: "deployed.ts:training",
  };
  channel.write(`${JSON.stringify({ program, directory: flows, environment } satisfies Assignment)}\n`);
  expect(await nextLine()).toBe(`${TAKEN}\n`);
  expect(await once(child, "exit")).toEqual([0, null]);
  expect(used.plane.states(run)).toEqual(["Pending", "Running", "Completed"]);
});

test("a process that gets half an assignment ends without running anything", async () => {
  const { channel } = await startWarm();
  channel.end(JSON.stringify({ program, directory: flows, environment: {} }));
  expect(await once(child, "exit")).toEqual([0, null]);
});

test("a process whose directory is gone ends before it takes the run", async () => {
  const { channel, nextLine } = await startWarm();
  channel.write(`${JSON.stringify({ program, directory: "/no/such/directory", environment: {} })}\n`);
  expect(await nextLine()).toBeUndefined();
  expect(await once(child, "exit")).toEqual([2, null]);
});
