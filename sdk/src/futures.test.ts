import { describe, expect, test } from "vitest";
import { usePlane } from "../test/plane/use-plane.js";
import { allowFailure, asCompleted, flow, MapRun, raw, type Settled, task, unmapped, wait } from "./index.js";

const used = usePlane();
const stateNames = (name: string) => used.plane.taskRun(name).states.map((state) => state.name);
const inFlow = <R>(body: () => R) => flow({ name: "f" }, body)();
const finalState = (body: () => unknown) => flow({ name: "f" }, body).opts({ returnState: true })();

const double = task({ name: "double" }, async (x: number) => x * 2);
const failing = task({ name: "failing" }, async (message: string) => Promise.reject(new Error(message)));
/** A task that ends when the test says so. */
function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => (open = resolve));
  return { open: (value: T) => open(value), task: task({ name: "gate" }, () => opened) };
}

describe("a submitted task", () => {
  test("runs beside the flow, and awaiting its future gives the result", async () => {
    await expect(
      inFlow(async () => {
        const { open, task: held } = gate<number>();
        const future = held.submit();
        expect(future.state.isPending()).toBe(true);
        open(42);
        return (await future) + (await future.result());
      }),
    ).resolves.toBe(84);
  });

  test("throws its own error at whoever awaits it", async () => {
    await expect(inFlow(async () => failing.submit("no"))).rejects.toThrow("no");
    await expect(inFlow(() => failing.submit("no").result({ raiseOnFailure: false }))).resolves.toEqual(
      new Error("no"),
    );
  });

  test("can only be submitted inside a flow", () => {
    expect(() => double.submit(1)).toThrow("Task 'double' was submitted outside of a flow run.");
    expect(() => double.map([1])).toThrow("outside of a flow run");
  });

  test("is waited for within a time, and goes on when it is over", async () => {
    await inFlow(async () => {
      const { open, task: held } = gate();
      const future = held.submit();
      await expect(future.result({ timeoutSeconds: 0.01 })).rejects.toMatchObject({ code: "FUTURE_TIMEOUT" });
      const { done, notDone } = await wait([future, double.submit(1)], { timeoutSeconds: 0.05 });
      expect([done.length, notDone]).toEqual([1, [future]]);
      open();
      await future;
    });
  });

  test("leaves no unhandled rejection while the flow does something else", async () => {
    const unhandled: unknown[] = [];
    const listener = (error: unknown) => unhandled.push(error);
    process.on("unhandledRejection", listener);
    await finalState(async () => {
      const future = failing.submit("early");
      await future.wait();
      await new Promise((resolve) => setImmediate(resolve));
      await future.result({ raiseOnFailure: false });
    });
    process.off("unhandledRejection", listener);
    expect(unhandled).toEqual([]);
  });
});

describe("at most as many tasks execute at once as the flow allows", () => {
  test("the others wait in the order they came", async () => {
    let running = 0;
    let highest = 0;
    const order: number[] = [];
    const work = task({ name: "work" }, async (index: number) => {
      order.push(index);
      highest = Math.max(highest, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
    });
    await flow({ name: "f", concurrency: 3 }, () => work.map([0, 1, 2, 3, 4, 5, 6, 7]).result())();
    expect(highest).toBe(3);
    expect(order).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test("tasks that submit tasks and wait for them do not lock each other out", async () => {
    const parent = task({ name: "parent" }, async (x: number) => {
      const children = await double.map([x, x + 1]);
      return children[0]! + (await double.submit(x)) + (await double(x));
    });
    const results = flow({ name: "f", concurrency: 1 }, () => parent.map([1, 2, 3]).result())();
    await expect(results).resolves.toEqual([6, 12, 18]);
  });

  test("a task that waits for its retry or its inputs does not occupy a slot", async () => {
    let calls = 0;
    const flaky = task({ name: "flaky", retries: 1, retryDelaySeconds: 0.05 }, () => {
      if (++calls === 1) throw new Error("once");
      return calls;
    });
    const order: string[] = [];
    const note = task({ name: "note" }, (label: string, ...after: unknown[]) => {
      order.push(label);
      return after;
    });
    await flow({ name: "f", concurrency: 1 }, async () => {
      const slow = flaky.submit();
      await Promise.all([note.submit("after", slow), note.submit("meanwhile")]);
    })();
    expect(order).toEqual(["meanwhile", "after"]);
  });
});

describe("futures as arguments", () => {
  test("become their values, in lists and objects as well, and draw the graph's edges", async () => {
    const sum = task({ name: "sum" }, (x: number, rest: { values: number[] }) => x + rest.values[0]! + rest.values[1]!);
    await expect(
      inFlow(async () => {
        const [a, b] = [double.submit(1), double.submit(10)];
        return sum(a, { values: [b as never, 100] });
      }),
    ).resolves.toBe(122);
    const [a, b] = [used.plane.taskRun("double-0"), used.plane.taskRun("double-1")];
    expect(used.plane.taskRun("sum-0").fields.task_inputs).toEqual({
      x: [{ input_type: "task_run", id: a.id }],
      rest: [{ input_type: "task_run", id: b.id }],
    });
  });

  test("a result passed on leads back to the run that made it", async () => {
    const load = task({ name: "load" }, () => ({ rows: 3 }));
    const count = task({ name: "count" }, (table: { rows: number }) => table.rows);
    await inFlow(async () => count(await load()));
    expect(used.plane.taskRun("count-0").fields.task_inputs).toEqual({
      table: [{ input_type: "task_run", id: used.plane.taskRun("load-0").id }],
    });
  });

  test("a promise is awaited, whoever made it", async () => {
    await expect(inFlow(() => double(double(Promise.resolve(1))))).resolves.toBe(4);
  });

  test("waitFor waits without passing anything on", async () => {
    const order: string[] = [];
    const first = task({ name: "first" }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      order.push("first");
    });
    const second = task({ name: "second" }, () => order.push("second"));
    await inFlow(() => second.opts({ waitFor: [first.submit()] })());
    expect(order).toEqual(["first", "second"]);
    expect(used.plane.taskRun("second-0").fields.task_inputs).toMatchObject({ wait_for: [{ input_type: "task_run" }] });
  });

  test("raw() passes anything as it is", async () => {
    const kindOf = task({ name: "kind-of" }, (value: unknown) => typeof (value as { then?: unknown }).then);
    await expect(inFlow(async () => kindOf(raw(double.submit(1))))).resolves.toBe("function");
  });
});

describe("a task whose upstream failed", () => {
  test("never starts: it is NotReady, and CANCELLED when the flow is over", async () => {
    let started = false;
    const downstream = task({ name: "downstream" }, (input: unknown) => {
      started = true;
      return input;
    });
    await expect(inFlow(async () => downstream.submit(failing.submit("no") as never))).rejects.toMatchObject({
      code: "UNFINISHED_RUN",
      message: expect.stringMatching(/Upstream task run 'failing-0' did not reach a 'COMPLETED' state/),
    });
    expect(started).toBe(false);
    expect(used.plane.taskRun("downstream-0").states.map(({ type, name }) => [type, name])).toEqual([
      ["PENDING", "Pending"],
      ["PENDING", "NotReady"],
      ["CANCELLED", "NotReady"],
    ]);
  });

  test("starts when it allows failure, and sees what happened", async () => {
    const report = task({ name: "report" }, (outcome: Settled<number>) => (outcome.ok ? outcome.value : outcome.error));
    await expect(
      inFlow(async () => [
        await report(allowFailure(double.submit(1))),
        await report(allowFailure(failing.submit("no") as never)),
      ]),
    ).resolves.toEqual([2, new Error("no")]);
  });
});

describe("map", () => {
  test("runs once an element and gives the results in the order of the inputs", async () => {
    const add = task({ name: "add" }, (a: number, b: number) => a + b);
    await expect(inFlow(() => add.map([1, 2, 3], 10).result())).resolves.toEqual([11, 12, 13]);
    await expect(inFlow(async () => add.map(new Set([1, 2]), [10, 20]))).resolves.toEqual([11, 22]);
  });

  test("takes a list as one value when it is unmapped, and strings and bytes always", async () => {
    const size = task({ name: "size" }, (x: number, all: ArrayLike<unknown>) => x * all.length);
    await expect(inFlow(async () => size.map([1, 2], unmapped([7, 8, 9])))).resolves.toEqual([3, 6]);
    await expect(inFlow(async () => size.map([1, 2], "abcd"))).resolves.toEqual([4, 8]);
    await expect(inFlow(async () => size.map([1, 2], new Uint8Array(5)))).resolves.toEqual([5, 10]);
  });

  test("refuses unequal lengths, naming the arguments, and nothing to map", async () => {
    const add = task({ name: "add" }, (a: number, b: number) => a + b);
    await expect(inFlow(async () => add.map([1, 2], [1, 2, 3]))).rejects.toMatchObject({
      code: "MAPPING_LENGTH_MISMATCH",
      message: expect.stringContaining("a has 2, b has 3"),
    });
    await expect(inFlow(async () => add.map(1, 2))).rejects.toMatchObject({ code: "MAPPING_MISSING_ITERABLE" });
  });

  test("of nothing is no run", async () => {
    await expect(inFlow(async () => double.map([]))).resolves.toEqual([]);
    expect(used.plane.taskRuns()).toEqual([]);
  });

  test("maps a list to come when it comes", async () => {
    const list = task({ name: "list" }, () => [1, 2, 3]);
    async function* numbers() {
      yield* [5, 6];
    }
    await expect(inFlow(async () => double.map(list.submit()))).resolves.toEqual([2, 4, 6]);
    await expect(inFlow(async () => double.map(numbers() as never))).resolves.toEqual([10, 12]);
  });

  test("over another map pairs run with run, so that one failure blocks one run", async () => {
    const odd = task({ name: "odd" }, (x: number) => {
      if (x % 2 === 0) throw new Error(`${x} is even`);
      return x;
    });
    await finalState(async () => {
      const states = await double.map(odd.map([1, 2, 3]) as never).states();
      expect(states.map(({ name }) => name)).toEqual(["Completed", "NotReady", "Completed"]);
    });
  });

  test("is iterated in the order in which the runs finish", async () => {
    const gates = [0, 1, 2].map(() => gate<number>());
    const held = task({ name: "held" }, (index: number) => gates[index]!.task.fn());
    await inFlow(async () => {
      const results: number[] = [];
      const runs = held.map([0, 1, 2]);
      gates[1]?.open(1);
      for await (const result of runs) {
        results.push(result);
        if (result === 1) gates[2]?.open(2);
        if (result === 2) gates[0]?.open(0);
      }
      expect(results).toEqual([1, 2, 0]);
    });
  });

  test("throws the first failure, and tells how each run ended when asked", async () => {
    const some = task({ name: "some" }, (x: number) => {
      if (x > 1) throw new Error(`too large: ${x}`);
      return x;
    });
    await expect(inFlow(async () => some.map([1, 2, 3]))).rejects.toThrow("too large: 2");
    await inFlow(async () => {
      const states = await some.map([1, 2]).states();
      expect(states.map(({ type }) => type)).toEqual(["COMPLETED", "FAILED"]);
    });
  });

  test("can be passed on as one argument: the list of its results", async () => {
    const total = task({ name: "total" }, (values: number[]) => values.reduce((sum, value) => sum + value, 0));
    await expect(inFlow(async () => total(double.map([1, 2, 3])))).resolves.toBe(12);
    expect(used.plane.taskRun("total-0").fields.task_inputs?.["values"]).toHaveLength(3);
    expect(used.plane.taskRuns()).toHaveLength(4);
  });
});

describe("asCompleted and wait", () => {
  test("give futures in the order in which they finish", async () => {
    await inFlow(async () => {
      const [slow, quick] = [gate<string>(), gate<string>()];
      const futures = [slow.task.submit(), quick.task.submit()];
      quick.open("quick");
      const order: string[] = [];
      for await (const { future } of asCompleted(futures)) {
        order.push(await future);
        slow.open("slow");
      }
      expect(order).toEqual(["quick", "slow"]);
    });
  });

  test("a failed run is done, and waiting is not looking", async () => {
    const state = await finalState(async () => {
      const { done } = await wait([failing.submit("no")]);
      return done.length;
    });
    expect(state).toMatchObject({ type: "FAILED", message: expect.stringContaining("nobody looked: ") });
  });
});

describe("runs that nobody awaited", () => {
  test("are waited for at the end of the flow", async () => {
    await inFlow(() => {
      double.map([1, 2, 3]);
      void double(4);
    });
    expect(used.plane.taskRuns().map((run) => run.states.at(-1)?.name)).toEqual(Array(4).fill("Completed"));
  });

  test("and started others are waited for with them", async () => {
    const parent = task({ name: "parent" }, () => void double.submit(1));
    await inFlow(() => void parent.submit());
    expect(stateNames("double-0").at(-1)).toBe("Completed");
  });

  test("fail the flow when they failed and nobody looked", async () => {
    const state = await finalState(() => {
      failing.submit("lost");
      failing.submit("lost too");
      return "fine";
    });
    expect(state).toMatchObject({
      type: "FAILED",
      message:
        "task run 'failing-0', task run 'failing-1' failed and nobody looked: Task run encountered an exception Error: lost",
      error: new Error("lost"),
    });
  });

  test("may be cancelled, or forbidden, or their failures merely noted", async () => {
    const stuck = task({ name: "stuck" }, () => new Promise<never>(() => {}));
    await flow({ name: "cancels", unawaited: "cancel", unobserved: "warn" }, () => void stuck.submit())();
    expect(used.plane.taskRun("stuck-0").states.at(-1)?.type).toBe("CANCELLED");
    const forbids = flow({ name: "forbids", unawaited: "fail" }, () => void double.submit(1));
    await expect(forbids()).rejects.toThrow("The flow ended without awaiting task run 'double-0'.");
    await flow({ name: "warns", unobserved: "warn" }, () => void failing.submit("noted"))();
    expect(used.plane.logs.some(({ level, message }) => level === 30 && message.includes("noted"))).toBe(true);
  });

  test("end with a failing flow: what has begun ends, what has not is cancelled", async () => {
    const held = gate();
    const two = flow({ name: "f", concurrency: 1 }, () => {
      held.task.submit();
      double.submit(1);
      setImmediate(() => held.open());
      throw new Error("flow failed");
    });
    await expect(two()).rejects.toThrow("flow failed");
    expect(stateNames("gate-0")).toEqual(["Pending", "Running", "Completed"]);
    expect(
      used.plane
        .taskRuns()
        .find(({ name }) => name === "double-0")
        ?.states.map(({ name }) => name),
    ).toEqual(["Pending", "Cancelled"]);
  });
});

test("what map returns is a MapRun", async () => {
  await inFlow(() => {
    const runs = double.map([1]);
    expect(runs).toBeInstanceOf(MapRun);
    return runs.result();
  });
});
