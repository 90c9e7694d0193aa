import { beforeAll, expect, test, vi } from "vitest";
import { usePlane } from "../test/plane/use-plane.js";
import * as here from "./index.js";

const used = usePlane();

/** Another copy of the package, as a program gets that has one bundled and one installed. */
let there: typeof here;
beforeAll(async () => {
  vi.resetModules();
  there = await import("./index.js");
});

test("they are two copies", () => {
  expect(there.flow).not.toBe(here.flow);
  expect(there.KedgeError).not.toBe(here.KedgeError);
});

test("a task of one copy runs in the flow of another", async () => {
  const double = there.task({ name: "double" }, (x: number) => x * 2);
  const add = here.task({ name: "add" }, (a: number, b: number) => a + b);
  const mixed = here.flow({ name: "mixed" }, async () => add(double.submit(1), double(10)));
  await expect(mixed()).resolves.toBe(22);
  expect(used.plane.taskRun("add-0").fields).toMatchObject({
    flow_run_id: used.plane.flowRun("mixed").id,
    task_inputs: { a: [{ id: used.plane.taskRun("double-0").id }] },
  });
});

test("a flow of one copy is a child in the flow of another, and known as a flow to both", async () => {
  const child = there.flow({ name: "child" }, () => there.runtime.flowRun?.parentFlowRunId);
  const parent = here.flow({ name: "parent" }, () => child());
  const parentId = await parent();
  expect(parentId).toBe(used.plane.flowRun("parent").id);
  expect([here.isFlow(child), there.isFlow(parent), here.isFlow(() => 1)]).toEqual([true, true, false]);
});

test("states and errors are recognised by both", async () => {
  const state = await here.flow({ name: "f" }, () => there.Failed({ message: "theirs" })).opts({ returnState: true })();
  expect(state).toMatchObject({ type: "FAILED", message: "theirs" });
  expect(there.Failed()).toBeInstanceOf(here.State);
  const error = new there.RunTimedOut("late");
  expect(error).toBeInstanceOf(here.RunTimedOut);
  expect(error).toBeInstanceOf(here.KedgeError);
  expect(error).not.toBeInstanceOf(here.FailedRun);
  expect(new Error("plain")).not.toBeInstanceOf(here.KedgeError);
});

test("a retry is refused for an error of the other copy that asks not to be retried", async () => {
  let calls = 0;
  const fatal = here.task({ name: "fatal", retries: 3 }, () => {
    calls += 1;
    throw there.abortRetry("no");
  });
  await expect(here.flow({ name: "f" }, () => fatal())()).rejects.toThrow("no");
  expect(calls).toBe(1);
});
