import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { usePlane } from "../../test/plane/use-plane.js";
import { createFlowRun, keepFlowRuns, readFlowRun, type StandingReply } from "../contract/index.js";
import { flow, pause, task } from "../index.js";
import { FLOW_HANDLE } from "./flow-handle.js";
import { LOCAL_INTERVAL_MILLIS, LOCAL_LEASE_SECONDS, LONGEST_LOCAL_INTERVAL_MILLIS } from "./standing.js";

const used = usePlane();
const NOTHING: StandingReply = { cancelling: [], paused: [], lost: [], rest_seconds: 0 };

beforeEach(() => {
  // Intervals alone: what the engine waits for otherwise goes on.
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  used.plane.on(keepFlowRuns, () => NOTHING);
});
afterEach(() => vi.useRealTimers());

/** One interval, until the plane has answered. */
async function interval(): Promise<void> {
  const heard = used.plane.heard(keepFlowRuns).length;
  vi.advanceTimersByTime(LOCAL_INTERVAL_MILLIS);
  await expect.poll(() => used.plane.heard(keepFlowRuns).length).toBe(heard + 1);
}
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
};
const isRunning = (name: string) =>
  expect.poll(() => used.plane.flowRuns().some((run) => run.name === name && run.state_type === "RUNNING")).toBe(true);
/** A run that is held up asks whether it may go on. */
const isHeld = () => expect.poll(() => used.plane.heard(readFlowRun).length).toBeGreaterThan(0);
const run = (name: string) => used.plane.flowRuns().find((one) => one.name === name)!;

test("the runs of a process are kept by one request an interval, and a short one by none", async () => {
  const { open, opened } = gate();
  const waits = flow({ name: "waits" }, () => opened);
  const runs = [waits.opts({ runName: "a" })(), waits.opts({ runName: "b" })()];
  await isRunning("a");
  await isRunning("b");
  expect(used.plane.heard(keepFlowRuns)).toEqual([]);
  await interval();
  const kept = used.plane.heard(keepFlowRuns)[0]!.body.runs;
  expect(kept).toHaveLength(2);
  expect(kept.every(({ lease_seconds }) => lease_seconds === LOCAL_LEASE_SECONDS)).toBe(true);
  open();
  await Promise.all(runs);
  vi.advanceTimersByTime(10 * LOCAL_INTERVAL_MILLIS);
  expect(used.plane.heard(keepFlowRuns)).toHaveLength(1);
});

test("a plane with many to answer is asked less often, but within the lease", async () => {
  const { open, opened } = gate();
  const ended = flow({ name: "waits" }, () => opened).opts({ runName: "a" })();
  await isRunning("a");
  used.plane.on(keepFlowRuns, () => ({ ...NOTHING, rest_seconds: 12 }));
  await interval();
  vi.advanceTimersByTime(2 * LOCAL_INTERVAL_MILLIS);
  used.plane.on(keepFlowRuns, () => ({ ...NOTHING, rest_seconds: 1000 }));
  await interval();
  vi.advanceTimersByTime(LONGEST_LOCAL_INTERVAL_MILLIS - LOCAL_INTERVAL_MILLIS);
  await interval();
  expect(used.plane.heard(keepFlowRuns)).toHaveLength(3);
  open();
  await ended;
});

test("a run has a lease from its creation, and a child none", async () => {
  const child = flow({ name: "child" }, () => 1);
  await flow({ name: "parent" }, () => child())();
  expect(used.plane.heard(createFlowRun).map(({ body }) => body.lease_seconds)).toEqual([LOCAL_LEASE_SECONDS, null]);
});

test("a cancel stops the run: its signal, its hooks, its end", async () => {
  const hooked: string[] = [];
  const waits = flow(
    { name: "waits", onCancellation: ({ state }) => hooked.push(state.type) },
    () => new Promise(() => {}),
  );
  const ended = waits.opts({ runName: "a", returnState: true })();
  await isRunning("a");
  used.plane.force(run("a"), "CANCELLING");
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, cancelling: body.runs.map((one) => one.flow_run_id) }));
  await interval();
  expect((await ended).type).toBe("CANCELLED");
  expect(used.plane.lastState(run("a"))).toMatchObject({ type: "CANCELLED" });
  expect(hooked).toEqual(["CANCELLED"]);
});

test("of a paused run what has begun goes on, and nothing else begins until it is resumed", async () => {
  const { open, opened } = gate();
  const steps: string[] = [];
  const step = task({ name: "step" }, async (name: string) => {
    steps.push(`${name} begins`);
    if (name === "first") await opened;
    steps.push(`${name} ends`);
  });
  const inner = flow({ name: "inner" }, () => steps.push("inner begins"));
  const ended = flow({ name: "outer" }, async () => {
    await step("first");
    await step("second");
    await inner();
  }).opts({ runName: "a" })();
  await expect.poll(() => steps).toEqual(["first begins"]);
  used.plane.force(run("a"), "PAUSED");
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, paused: body.runs.map((one) => one.flow_run_id) }));
  await interval();
  await isHeld();
  open();
  await expect
    .poll(() => used.plane.taskRuns().map(({ states }) => states.at(-1)?.name))
    .toEqual(["Completed", "Pending"]);
  expect(steps).toEqual(["first begins", "first ends"]);
  used.plane.on(keepFlowRuns, () => NOTHING);
  used.plane.force(run("a"), "RUNNING");
  await ended;
  expect(steps.slice(2)).toEqual(["second begins", "second ends", "inner begins"]);
});

test("a pause that nobody ends in time fails what would have begun", async () => {
  const { open, opened } = gate();
  const step = task({ name: "step" }, () => 1);
  const ended = flow({ name: "outer" }, async () => {
    await opened;
    await step();
  }).opts({ runName: "a" })();
  await isRunning("a");
  used.plane.force(run("a"), "PAUSED");
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, paused: body.runs.map((one) => one.flow_run_id) }));
  await interval();
  await isHeld();
  used.plane.force(run("a"), "FAILED", "The flow was paused and never resumed.");
  open();
  await expect(ended).rejects.toThrow();
  expect(used.plane.taskRun("step-0").states.at(-1)).toMatchObject({
    type: "FAILED",
    message: expect.stringContaining("never resumed"),
  });
});

test("a flow that pauses itself is not held up a second time", async () => {
  const step = task({ name: "step" }, () => 1);
  const ended = flow({ name: "outer" }, async () => {
    const aside = (async () => step())();
    await Promise.all([pause(), aside]);
  }).opts({ runName: "a" })();
  await expect.poll(() => used.plane.flowRuns().some(({ state_type }) => state_type === "PAUSED")).toBe(true);
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, paused: body.runs.map((one) => one.flow_run_id) }));
  await interval();
  used.plane.force(run("a"), "RUNNING");
  await ended;
  expect(used.plane.logs.filter(({ message }) => message.startsWith("Paused:"))).toEqual([]);
});

test("a run that was given up is told once, and its end stands", async () => {
  const { open, opened } = gate();
  const ended = flow({ name: "waits" }, () => opened).opts({ runName: "a" })();
  await isRunning("a");
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, lost: body.runs.map((one) => one.flow_run_id) }));
  await interval();
  await interval();
  open();
  await ended;
  expect(used.plane.logs.filter(({ message }) => message.includes("given this run up"))).toHaveLength(1);
  expect(used.plane.lastState(run("a")).type).toBe("COMPLETED");
});

test("a run that a worker has claimed hears of a pause", async () => {
  const { open, opened } = gate();
  const step = task({ name: "step" }, () => 1);
  const etl = flow({ name: "etl" }, async () => {
    await opened;
    await step();
  });
  const claimed = used.plane.schedule("etl", {});
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, paused: body.runs.map((one) => one.flow_run_id) }));
  const ended = etl[FLOW_HANDLE].runScheduled(claimed.id);
  await expect.poll(() => used.plane.flowRun("etl").state_type).toBe("RUNNING");
  used.plane.force(claimed, "PAUSED");
  const reads = used.plane.heard(readFlowRun).length;
  await interval();
  await expect.poll(() => used.plane.heard(readFlowRun).length).toBeGreaterThan(reads);
  open();
  await expect.poll(() => used.plane.taskRuns().map(({ states }) => states.at(-1)?.name)).toEqual(["Pending"]);
  used.plane.on(keepFlowRuns, () => NOTHING);
  used.plane.force(claimed, "RUNNING");
  expect((await ended).type).toBe("COMPLETED");
  expect(used.plane.taskRun("step-0").states.at(-1)?.name).toBe("Completed");
});

test("a run that a worker has claimed only asks, and leaves a cancel to its worker", async () => {
  const { open, opened } = gate();
  const waits = flow({ name: "waits" }, () => opened);
  const claimed = used.plane.schedule("waits", {});
  used.plane.on(keepFlowRuns, ({ body }) => ({ ...NOTHING, cancelling: body.runs.map((one) => one.flow_run_id) }));
  const ended = waits[FLOW_HANDLE].runScheduled(claimed.id);
  await expect.poll(() => used.plane.flowRun("waits").state_type).toBe("RUNNING");
  await interval();
  expect(used.plane.heard(keepFlowRuns)[0]!.body.runs).toEqual([{ flow_run_id: claimed.id, lease_seconds: null }]);
  open();
  expect((await ended).type).toBe("COMPLETED");
});
