import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";
import type { FlowRun } from "../contract/index.js";

const used = usePlane();
const program = new URL("./run-deployed.ts", import.meta.url).pathname;
const flows = new URL("../../test/flows/", import.meta.url).pathname;
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly errors: string;
}

/** Starts the program for a run, as a worker does. */
function start(run: FlowRun, entrypoint: string, environment: Record<string, string> = {}) {
  const child = spawn(process.execPath, ["--import", "tsx", program], {
    cwd: flows,
    env: {
      ...process.env,
      KEDGE_FLOW_RUN_ID: run.id,
      KEDGE_FENCE: "1.7",
      KEDGE_ENTRYPOINT: entrypoint,
      ...environment,
    },
  });
  children.push(child);
  let errors = "";
  child.stderr.on("data", (chunk: Buffer) => (errors += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]): Ended => ({
    code: code as number | null,
    signal: signal as string | null,
    errors,
  }));
  return { child, ended };
}

const carryOut = (run: FlowRun, entrypoint: string) => start(run, entrypoint).ended;
const lines = () => used.plane.logs.map(({ message }) => message);

/** Resolves when the run has logged a line; fails with the process's words when it ends before. */
async function logged(line: string, ended: Promise<Ended>): Promise<void> {
  const over = ended.then((end) => {
    throw new Error(`ended before it logged "${line}": ${JSON.stringify(end)}`);
  });
  const seen = (async () => {
    while (!lines().includes(line)) await new Promise((resolve) => setTimeout(resolve, 20));
  })();
  await Promise.race([seen, over]);
}

describe("a run that a worker starts", () => {
  test("is carried out with its parameters by name, and the process ends with it", async () => {
    const run = used.plane.schedule("training", { lr: 0.5, path: "a.csv" });
    await expect(carryOut(run, "deployed.ts:training")).resolves.toMatchObject({ code: 0 });
    expect(used.plane.states(run)).toEqual(["Pending", "Running", "Completed"]);
    expect(lines()).toContain("training on a.csv with 1");
    expect(used.plane.taskRun("double-0").states.map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
  });

  test("takes the defaults of parameters that were not given", async () => {
    const run = used.plane.schedule("training", { path: "a.csv" });
    await carryOut(run, "deployed.ts:training");
    expect(lines()).toContain("training on a.csv with 0.2");
  });

  test("that fails is reported, and the process says so by its exit code", async () => {
    const run = used.plane.schedule("failing", {});
    await expect(carryOut(run, "deployed.ts:failing")).resolves.toMatchObject({ code: 1 });
    expect(used.plane.lastState(run)).toMatchObject({
      type: "FAILED",
      message: expect.stringContaining("no such column"),
    });
  });

  test("with an unknown parameter fails without running, and lists the known ones", async () => {
    const run = used.plane.schedule("training", { paht: "a.csv" });
    await carryOut(run, "deployed.ts:training");
    expect(used.plane.states(run)).toEqual(["Pending", "Failed"]);
    expect(used.plane.lastState(run).message).toContain("has no parameter paht. It takes: path, lr.");
  });
});

describe("code that cannot be loaded makes the run FAILED, saying why", () => {
  test.each([
    ["nowhere.ts:training", /There is no file .*nowhere\.ts/],
    ["deployed.ts:trainig", /exports no "trainig"[\s\S]*Did you mean training\?/],
    ["deployed.ts:plain", /plain in .*deployed\.ts is a plain function, not a flow/],
  ])("%s", async (entrypoint, message) => {
    const run = used.plane.schedule("training", {});
    await expect(carryOut(run, entrypoint)).resolves.toMatchObject({ code: 1 });
    expect(used.plane.lastState(run)).toMatchObject({ type: "FAILED", message: expect.stringMatching(message) });
    expect(lines().some((line) => message.test(line))).toBe(true);
  });
});

test("a syntax error is shown with the lines around it", async () => {
  const file = join(used.home, "broken.ts");
  await writeFile(file, "export const a = 1;\nexport function broken() {\n  return 1 +;\n}\n");
  const run = used.plane.schedule("broken", {});
  await carryOut(run, `${file}:broken`);
  expect(used.plane.lastState(run)).toMatchObject({
    type: "FAILED",
    message: expect.stringMatching(/broken\.ts:3[\s\S]*> 3 \| {3}return 1 \+;/),
  });
});

describe("a run whose process is told to stop", () => {
  test("because it is cancelled ends CANCELLED, hooks run, nothing is left running", async () => {
    const run = used.plane.schedule("waiting", {});
    const { child, ended } = start(run, "deployed.ts:waiting");
    await logged("waiting", ended);
    used.plane.force(run, "CANCELLING");
    child.kill("SIGTERM");
    await ended;
    expect(used.plane.lastState(run)).toMatchObject({ type: "CANCELLED", message: "The run was cancelled." });
    expect(lines()).toContain("cancellation hook");
    for (const { states } of used.plane.taskRuns()) {
      expect(["Completed", "Cancelled"]).toContain(states.at(-1)?.name);
    }
  });

  test("for no reason of the plane's is CRASHED, naming the signal, and dies of it", async () => {
    const run = used.plane.schedule("waiting", {});
    const { child, ended } = start(run, "deployed.ts:waiting");
    await logged("waiting", ended);
    child.kill("SIGTERM");
    await expect(ended).resolves.toMatchObject({ code: null, signal: "SIGTERM" });
    expect(used.plane.lastState(run)).toMatchObject({
      type: "CRASHED",
      message: "The process was ended by SIGTERM while the run was active.",
    });
    expect(lines()).toContain("crash hook");
  });
});

describe("a process that ends by itself", () => {
  test.each([
    ["throwingLater", "Error: in a timer"],
    ["rejectingLater", "Error: nobody caught this"],
  ])("by an uncaught error (%s) has reported its run as CRASHED", async (name, message) => {
    const run = used.plane.schedule(name, {});
    const end = await carryOut(run, `deployed.ts:${name}`);
    expect(end).toMatchObject({ code: 1, errors: expect.stringContaining(message) });
    expect(used.plane.lastState(run)).toMatchObject({
      type: "CRASHED",
      message: `The process ended by an uncaught exception: ${message}`,
    });
  });

  test("by process.exit says its code, and leaves the report to the worker", async () => {
    const run = used.plane.schedule("exiting", {});
    await expect(carryOut(run, "deployed.ts:exiting")).resolves.toMatchObject({ code: 3 });
    expect(used.plane.states(run)).toEqual(["Pending", "Running"]);
  });
});

test("started by hand it says what is missing", async () => {
  const run = used.plane.schedule("training", {});
  const { ended } = start(run, "deployed.ts:training", { KEDGE_FLOW_RUN_ID: "" });
  await expect(ended).resolves.toMatchObject({
    code: 2,
    errors: expect.stringContaining("KEDGE_FLOW_RUN_ID is not set"),
  });
});
