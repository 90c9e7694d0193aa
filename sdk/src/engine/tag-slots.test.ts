import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ErrorAnswer } from "../../test/cli/fake-plane.js";
import { usePlane } from "../../test/plane/use-plane.js";
import { decrementLimitsWithLease, incrementLimitsWithLease, renewLimitLease, uuidv7 } from "../contract/index.js";
import { flow, task } from "../index.js";

const used = usePlane();
const LEASE = uuidv7();
const GRANTED = { lease_id: LEASE, limits: [{ id: uuidv7(), name: "tag:db", limit: 1 }] };
const FULL = new ErrorAnswer(423, "LOCKED", "No slot is free of one of these limits: tag:db.");

beforeEach(() => {
  used.plane.on(decrementLimitsWithLease, () => null);
  used.plane.on(renewLimitLease, () => null);
});
afterEach(() => vi.useRealTimers());

const query = task({ name: "query", tags: ["db"] }, (n: number) => n);
const names = () => used.plane.heard(incrementLimitsWithLease).map(({ body }) => body.names);
const states = (name: string) => used.plane.taskRun(name).states.map((state) => state.name);

test("a task with a tag that has a limit runs with a slot, and gives it back", async () => {
  used.plane.on(incrementLimitsWithLease, () => GRANTED);
  await flow({ name: "etl" }, () => query(1))();
  expect(used.plane.heard(incrementLimitsWithLease).at(0)?.body).toMatchObject({
    names: ["tag:db"],
    slots: 1,
    holder: { type: "task_run", id: used.plane.taskRun("query-0").id },
  });
  expect(used.plane.heard(decrementLimitsWithLease).map((heard) => heard.body.lease_id)).toEqual([LEASE]);
});

test("it is pending while it waits for a slot, and runs when there is one", async () => {
  let asked = 0;
  used.plane.on(incrementLimitsWithLease, () => (++asked < 3 ? FULL : GRANTED));
  await flow({ name: "etl" }, () => query(1))();
  expect(asked).toBe(3);
  expect(states("query-0")).toEqual(["Pending", "Running", "Completed"]);
  expect(used.plane.logs.filter(({ message }) => message.startsWith("Waiting for a slot"))).toHaveLength(1);
});

test("tags without a limit are asked about once, and runs without tags not at all", async () => {
  const plain = task({ name: "plain" }, () => 1);
  await flow({ name: "etl" }, async () => {
    await plain();
    for (const n of [1, 2, 3]) await query(n);
  })();
  expect(names()).toEqual([["tag:db"]]);
});

test("a limit of nothing fails the task with what is wrong", async () => {
  const message = "1 slots of limit tag:db are asked for, and it has 0: they will never be free.";
  used.plane.on(incrementLimitsWithLease, () => new ErrorAnswer(422, "INVALID_REQUEST", message));
  await expect(flow({ name: "etl" }, () => query(1))()).rejects.toThrow(/they will never be free/);
  expect(states("query-0")).toEqual(["Pending", "Failed"]);
});

test("while the plane is away, a task whose tags had no limit goes on", async () => {
  const seen: number[] = [];
  await flow({ name: "etl" }, async () => {
    seen.push(await query(1));
    used.plane.on(incrementLimitsWithLease, () => new ErrorAnswer(503, "UNAVAILABLE", "the plane is away"));
    vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    seen.push(await query(2));
    vi.restoreAllMocks();
  })();
  expect(seen).toEqual([1, 2]);
  expect(names()).toHaveLength(2);
});

test("a slot is kept for as long as the task runs, and a lost one is told", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  used.plane.on(incrementLimitsWithLease, () => GRANTED);
  let end = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const slow = task({ name: "slow", tags: ["db"] }, () => ended);
  const run = flow({ name: "etl" }, () => slow())();
  await expect.poll(() => used.plane.taskRuns().at(0)?.states.at(-1)?.name).toBe("Running");
  vi.advanceTimersByTime(20_000);
  await expect.poll(() => used.plane.heard(renewLimitLease).length).toBe(1);
  used.plane.on(renewLimitLease, () => new ErrorAnswer(410, "GONE", "The lease has ended."));
  vi.advanceTimersByTime(20_000);
  const isTold = () => used.plane.logs.some(({ message }) => message.includes("without its slot"));
  await expect.poll(isTold, { timeout: 10_000 }).toBe(true);
  end();
  await run;
});

test("a run that is stopped no longer waits", async () => {
  used.plane.on(incrementLimitsWithLease, () => FULL);
  const etl = flow({ name: "etl", timeoutSeconds: 0.5 }, () => query(1));
  await expect(etl()).rejects.toThrow(/timeout/);
  const asked = names().length;
  expect(used.plane.lastState(used.plane.flowRun("etl")).name).toBe("TimedOut");
  expect(names()).toHaveLength(asked);
});
