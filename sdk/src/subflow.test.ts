import { describe, expect, test } from "vitest";
import { usePlane } from "../test/plane/use-plane.js";
import { flow, runtime, task } from "./index.js";

const used = usePlane();

describe("a flow called in a flow", () => {
  test("is a run of its own that a task run of the parent stands for", async () => {
    const child = flow({ name: "child" }, async (x: number) => x + 1);
    const parent = flow({ name: "parent" }, async () => child(1));
    await expect(parent()).resolves.toBe(2);
    const [tracking] = used.plane.tracking();
    expect(tracking).toMatchObject({
      name: "child-0",
      create: { flow_run_id: used.plane.flowRun("parent").id, task_key: "child", dynamic_key: "flow-0" },
      states: ["Pending", "Pending", "Running", "Completed"],
    });
    expect(used.plane.flowRun("child").parent_task_run_id).toBe(tracking?.id);
    expect(used.plane.states(used.plane.flowRun("child"))).toEqual(["Pending", "Running", "Completed"]);
  });

  test("fails its parent with its own error, unless the parent handles it", async () => {
    const child = flow({ name: "child" }, () => {
      throw new Error("child broke");
    });
    await expect(flow({ name: "fragile" }, () => child())()).rejects.toThrow("child broke");
    const robust = flow({ name: "robust" }, async () => (await child.opts({ returnState: true })()).name);
    await expect(robust()).resolves.toBe("Failed");
  });

  test("takes futures, and its own future can be an argument", async () => {
    const double = task({ name: "double" }, (x: number) => x * 2);
    const child = flow({ name: "child" }, (x: number) => x + 1);
    const parent = flow({ name: "parent" }, async () => double(child(double.submit(10))));
    await expect(parent()).resolves.toBe(42);
    expect(used.plane.tracking()[0]?.create.task_inputs).toEqual({
      x: [{ input_type: "task_run", id: used.plane.taskRun("double-0").id }],
    });
    expect(used.plane.taskRun("double-1").fields.task_inputs).toEqual({
      x: [{ input_type: "flow_run", id: used.plane.flowRun("child").id }],
    });
  });

  test("inherits logPrints, persistence and tags, and knows its parent and root", async () => {
    const grandchild = flow({ name: "grandchild" }, () => {
      console.log("deep");
      return runtime.flowRun;
    });
    const child = flow({ name: "child" }, () => grandchild());
    const info = await flow({ name: "root", logPrints: true, persistResult: true }, () => child())();
    expect(info).toMatchObject({
      parentFlowRunId: used.plane.flowRun("child").id,
      rootFlowRunId: used.plane.flowRun("root").id,
    });
    const deep = used.plane.logs.find(({ message }) => message === "deep");
    expect(deep?.flow_run_id).toBe(used.plane.flowRun("grandchild").id);
    expect(used.plane.lastState(used.plane.flowRun("grandchild")).data).toMatchObject({ serializer: { type: "json" } });
  });

  test("that nobody awaited is waited for, and its failure fails the parent", async () => {
    const child = flow({ name: "child" }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      throw new Error("unseen");
    });
    const parent = flow({ name: "parent" }, () => void child());
    await expect(parent()).rejects.toThrow("unseen");
  });

  test("does not start when an upstream failed", async () => {
    const bad = task({ name: "bad" }, (): number => {
      throw new Error("no");
    });
    let started = false;
    const child = flow({ name: "child" }, (x: number) => (started = x > 0));
    const parent = flow({ name: "parent" }, async () => child(bad.submit()));
    await expect(parent()).rejects.toMatchObject({ code: "UNFINISHED_RUN" });
    expect(started).toBe(false);
  });
});

describe("when the parent is retried", () => {
  test("a child whose result was kept is not run again", async () => {
    let childCalls = 0;
    let attempts = 0;
    const child = flow({ name: "child" }, () => ({ call: ++childCalls }));
    const parent = flow({ name: "parent", retries: 1, persistResult: true }, async () => {
      const result = await child();
      if (++attempts === 1) throw new Error("after the child");
      return result;
    });
    await expect(parent()).resolves.toEqual({ call: 1 });
    expect(childCalls).toBe(1);
    expect(used.plane.tracking()).toHaveLength(1);
  });

  test("a child whose result is gone runs again", async () => {
    let childCalls = 0;
    let attempts = 0;
    const child = flow({ name: "child" }, () => ++childCalls);
    const parent = flow({ name: "parent", retries: 1 }, async () => {
      const result = await child();
      if (++attempts === 1) throw new Error("after the child");
      return result;
    });
    await expect(parent()).resolves.toBe(2);
    expect(used.plane.tracking()).toHaveLength(1);
  });

  test("its task runs are runs of their own", async () => {
    let attempts = 0;
    const step = task({ name: "step" }, () => ++attempts);
    const parent = flow({ name: "parent", retries: 1 }, async () => {
      if ((await step()) === 1) throw new Error("once");
    });
    await parent();
    expect(used.plane.taskRuns().map(({ fields }) => [fields.dynamic_key, fields.flow_run_run_count])).toEqual([
      ["0", 1],
      ["0.2", 2],
    ]);
  });
});

test("a parent that times out stops its child first, and leaves no run without an end", async () => {
  const stuck = task({ name: "stuck" }, () => new Promise<never>(() => {}));
  const child = flow({ name: "child" }, () => stuck());
  const parent = flow({ name: "parent", timeoutSeconds: 0.03 }, () => child());
  await expect(parent()).rejects.toMatchObject({ code: "RUN_TIMED_OUT" });
  expect(used.plane.lastState(used.plane.flowRun("child"))).toMatchObject({ type: "CANCELLED" });
  expect(used.plane.lastState(used.plane.flowRun("parent"))).toMatchObject({ name: "TimedOut" });
  expect(used.plane.taskRun("stuck-0").states.at(-1)).toMatchObject({ type: "CANCELLED" });
});
