import { describe, expect, test } from "vitest";
import { z } from "zod";
import { usePlane } from "../test/plane/use-plane.js";
import {
  abortSignal,
  Cancelled,
  Completed,
  Failed,
  flow,
  type FlowHook,
  getRunLogger,
  runtime,
  State,
  task,
  withTags,
} from "./index.js";

const used = usePlane();
const stateNames = (name: string) => used.plane.states(used.plane.flowRun(name));

describe("a flow run", () => {
  test("is created, runs and completes on the plane, and gives its result to the caller", async () => {
    const etl = flow({ name: "etl" }, async (path: string, lr = 0.1) => ({ path, lr }));
    await expect(etl("a.csv")).resolves.toEqual({ path: "a.csv", lr: 0.1 });
    const run = used.plane.flowRun("etl");
    expect(used.plane.states(run)).toEqual(["Pending", "Running", "Completed"]);
    expect(run).toMatchObject({ parameters: { path: "a.csv", lr: 0.1 }, flow_version: etl.version });
  });

  test("may be a plain synchronous function", async () => {
    await expect(
      flow(function addOne(x: number) {
        return x + 1;
      })(1),
    ).resolves.toBe(2);
    expect(stateNames("add-one").at(-1)).toBe("Completed");
  });

  test("that throws is FAILED with the error in its message, and throws the same error", async () => {
    const error = new TypeError("no such column");
    const etl = flow({ name: "etl" }, async () => Promise.reject(error));
    await expect(etl()).rejects.toBe(error);
    expect(used.plane.lastState(used.plane.flowRun("etl"))).toMatchObject({
      type: "FAILED",
      message: "Flow run encountered an exception: TypeError: no such column",
    });
  });

  test("resolves with its state when asked to, failed or not", async () => {
    const failing = flow({ name: "failing" }, () => {
      throw new Error("no");
    });
    const state = await failing.opts({ returnState: true })();
    expect(state).toBeInstanceOf(State);
    expect(state.isFailed()).toBe(true);
    await expect(state.result({ raiseOnFailure: false })).resolves.toEqual(new Error("no"));
  });

  test("takes its name from a template or a function of its parameters, before it is RUNNING", async () => {
    const names: (string | undefined)[] = [];
    const body = (lr: number) => {
      names.push(runtime.flowRun?.name);
      return lr;
    };
    await flow({ name: "by-template", flowRunName: "train-{lr}" }, (lr: number) => body(lr))(0.5);
    await flow({ name: "by-function", flowRunName: ({ lr }) => `lr is ${String(lr)}` }, (lr: number) => body(lr))(0.5);
    expect(names).toEqual(["train-0.5", "lr is 0.5"]);
    expect(used.plane.flowRun("by-template").name).toBe("train-0.5");
    const wrong = flow({ name: "wrong", flowRunName: "{rate}" }, (lr: number) => lr);
    await expect(wrong(1)).rejects.toThrow('The run name "{rate}" speaks of {rate}.');
  });

  test("carries the tags around and beside the call", async () => {
    const etl = flow({ name: "etl" }, () => task({ name: "t", tags: ["c"] }, () => 1)());
    await withTags(["a"], () => etl.opts({ tags: ["b"] })());
    expect(used.plane.flowRun("etl").tags).toEqual(["a", "b"]);
    expect(used.plane.taskRun("t-0").fields.tags).toEqual(["a", "b", "c"]);
  });

  test("logs to the plane in order, with its own lines around those of the code", async () => {
    await flow({ name: "etl", flowRunName: "blue" }, () => {
      getRunLogger().info("rows: %d", 3);
      getRunLogger().debug("not shown at the default level");
      getRunLogger().warning("NUL \0 inside");
    })();
    const run = used.plane.flowRun("etl");
    expect(used.plane.logs.map(({ level, message }) => [level, message])).toEqual([
      [20, "Beginning flow run 'blue' for flow 'etl'"],
      [20, "rows: 3"],
      [30, "NUL � inside"],
      [20, "Finished in state Completed()"],
    ]);
    expect(used.plane.logs.every((line) => line.name === "kedge.flow_runs" && line.flow_run_id === run.id)).toBe(true);
  });

  test("with logPrints turns console lines into its own, tasks included, and leaves others alone", async () => {
    const talk = task({ name: "talk" }, () => console.warn("from the task"));
    await flow({ name: "loud", logPrints: true }, async () => {
      console.log("loss", { value: 1 });
      await talk();
    })();
    await flow({ name: "quiet" }, () => console.log("not logged"))();
    const lines = used.plane.logs.map(({ level, message, task_run_id: id }) => [level, message, id !== null]);
    expect(lines).toContainEqual([20, "loss { value: 1 }", false]);
    expect(lines).toContainEqual([30, "from the task", true]);
    expect(lines.flat()).not.toContain("not logged");
  });
});

describe("what a flow returns decides its state", () => {
  const returning = (value: unknown) => flow({ name: "f" }, () => value).opts({ returnState: true })();
  const good = task({ name: "good" }, () => 1);
  const bad = task({ name: "bad" }, () => {
    throw new Error("no");
  });

  test("a state is taken as it is", async () => {
    await expect(returning(Failed({ message: "no rows" }))).resolves.toMatchObject({
      type: "FAILED",
      message: "no rows",
    });
    await expect(returning(Completed({ name: "Skipped", data: 1 }))).resolves.toMatchObject({ name: "Skipped" });
  });

  test.each([
    [[Completed(), Completed()], "COMPLETED", "All states completed."],
    [[Completed(), [Failed(), new Set([Completed()])]], "FAILED", "1/3 states failed."],
    [[Failed(), Cancelled()], "CANCELLED", "1/2 states cancelled."],
  ])("states in lists and sets are judged together at any depth (%#)", async (value, type, message) => {
    await expect(returning(value)).resolves.toMatchObject({ type, message });
  });

  test("futures in a list are waited for and judged like their states", async () => {
    const state = await flow({ name: "f" }, () => [good.submit(), bad.submit()]).opts({ returnState: true })();
    expect(state).toMatchObject({ type: "FAILED", message: "1/2 states failed." });
  });

  test("anything else completes the run, states inside objects included", async () => {
    await expect(returning({ inner: Failed() })).resolves.toMatchObject({ type: "COMPLETED" });
    await expect(returning([])).resolves.toMatchObject({ type: "COMPLETED" });
    await expect(returning(undefined)).resolves.toMatchObject({ type: "COMPLETED" });
  });
});

describe("retries of a flow", () => {
  test("run the whole body again as often as the plane allows", async () => {
    let attempts = 0;
    const counts: (number | undefined)[] = [];
    const flaky = flow({ name: "flaky", retries: 2 }, () => {
      counts.push(runtime.flowRun?.runCount);
      if (++attempts < 3) throw new Error(`attempt ${attempts}`);
      return attempts;
    });
    await expect(flaky()).resolves.toBe(3);
    expect(counts).toEqual([1, 2, 3]);
    expect(stateNames("flaky")).toEqual([
      "Pending",
      "Running",
      "AwaitingRetry",
      "Running",
      "AwaitingRetry",
      "Running",
      "Completed",
    ]);
  });

  test("end in FAILED with the last error, and the failure hook runs once", async () => {
    const seen: string[] = [];
    const onFailure: FlowHook = ({ state }) => seen.push(state.message ?? "");
    let attempts = 0;
    const failing = flow({ name: "failing", retries: 1, onFailure }, () => {
      throw new Error(`attempt ${++attempts}`);
    });
    await expect(failing()).rejects.toThrow("attempt 2");
    expect(seen).toEqual(["Flow run encountered an exception: Error: attempt 2"]);
  });

  test("wait as long as the plane says", async () => {
    let attempts = 0;
    const flaky = flow({ name: "flaky", retries: 1, retryDelaySeconds: 1 }, () => {
      if (++attempts === 1) throw new Error("once");
    });
    await flaky();
    const times = used.plane.stateTimes(used.plane.flowRun("flaky"), "Running");
    expect(times).toHaveLength(2);
    expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(900_000);
  });
});

describe("a timeout", () => {
  test("ends the run as TimedOut, aborts its signal and refuses what it still does", async () => {
    const step = task({ name: "step" }, () => 1);
    let timedOut = () => {};
    const over = new Promise<void>((resolve) => (timedOut = resolve));
    let late: Promise<unknown> | undefined;
    const slow = flow({ name: "slow", timeoutSeconds: 0.02 }, () => {
      const signal = abortSignal();
      late = over.then(() => step()).catch((error: unknown) => [error, signal.reason]);
      return late;
    });
    const state = await slow.opts({ returnState: true })();
    expect(state).toMatchObject({ type: "FAILED", name: "TimedOut" });
    timedOut();
    await expect(late).resolves.toMatchObject([{ code: "RUN_CLOSED" }, { code: "RUN_TIMED_OUT" }]);
    expect(used.plane.lastState(used.plane.flowRun("slow"))).toMatchObject({
      name: "TimedOut",
      message: "Flow run exceeded timeout of 0.02 second(s)",
    });
  });
});

describe("parameters", () => {
  const schema = z.object({ path: z.string(), lr: z.coerce.number().default(0.1) });
  const train = flow({ name: "train", parameters: schema }, ({ path, lr }) => `${path} ${lr + 1}`);

  test("are checked and coerced by the flow's schema", async () => {
    await expect(train({ path: "a", lr: "5" })).resolves.toBe("a 6");
    await expect(train({ path: "a" })).resolves.toBe("a 1.1");
  });

  test("that do not fit fail the run before it is RUNNING, each issue by its place", async () => {
    await expect(train({ path: 1 as never })).rejects.toThrow(/path: .*string/);
    expect(stateNames("train")).toEqual(["Pending", "Failed"]);
  });

  test("that JSON cannot hold are shown by a placeholder, with a warning, and given to the flow as they are", async () => {
    const fn = () => 42;
    await expect(flow({ name: "f" }, (callback: () => number) => callback())(fn)).resolves.toBe(42);
    expect(used.plane.flowRun("f").parameters).toEqual({ callback: "<function>" });
    expect(used.plane.logs.some(({ message }) => message.includes("callback is the function fn"))).toBe(true);
  });
});

describe("hooks", () => {
  test("see run and state, in order, and what they throw changes nothing", async () => {
    const seen: string[] = [];
    const note =
      (label: string): FlowHook =>
      ({ run, state }) =>
        seen.push(`${label} ${run.name} ${state.name}`);
    const etl = flow(
      {
        name: "etl",
        flowRunName: "r",
        onRunning: note("running"),
        onCompletion: [
          () => {
            throw new Error("hook broke");
          },
          note("completed"),
        ],
      },
      () => 1,
    );
    await expect(etl()).resolves.toBe(1);
    expect(seen).toEqual(["running r Running", "completed r Completed"]);
    expect(used.plane.logs.some(({ level, message }) => level === 40 && message.includes("hook broke"))).toBe(true);
  });
});

describe("options are checked at definition", () => {
  test.each([
    [() => flow(() => 1), "anonymous function needs a name"],
    [() => flow({ name: "a/b" }, () => 1), "must not contain any of / % & > <"],
    [() => flow({ name: "f", retries: 1.5 }, () => 1), "retries must be a whole number"],
    [() => flow({ name: "f", timeoutSeconds: -1 }, () => 1), "timeoutSeconds must be a number of seconds"],
    [() => flow({ name: "f", onFailure: "notify" as never }, () => 1), "onFailure must be a function"],
    [
      () =>
        flow({ name: "f" }, function* () {
          yield 1;
        }),
      "A flow cannot be made of a generator yet.",
    ],
    [() => flow({ name: "f", concurrency: 0 }, () => 1), "concurrency must be a whole number, 1 or more"],
  ])("%#", (define, message) => {
    expect(define).toThrow(message);
  });

  test("withOptions changes some and keeps the rest", async () => {
    const base = flow({ name: "base", description: "d" }, () => 1);
    const other = base.withOptions({ name: "other" });
    expect([other.name, other.description]).toEqual(["other", "d"]);
    expect(base.name).toBe("base");
    await other();
    expect(stateNames("other").at(-1)).toBe("Completed");
  });
});

test("a run without a server says so at once, with the address, its source and the command", async () => {
  await used.plane.close();
  const error = (await flow({ name: "etl" }, () => 1)().catch((error: unknown) => error)) as { explain(): string };
  expect(error).toMatchObject({ code: "PLANE_UNREACHABLE" });
  expect(error.explain()).toContain(`${used.plane.apiUrl} (from KEDGE_API_URL)`);
  expect(error.explain()).toContain("kedge server start");
  const alone = task({ name: "alone" }, () => 1);
  await expect(alone()).rejects.toMatchObject({ code: "PLANE_UNREACHABLE" });
});

test("outside of runs there is no runtime, and the logger only prints", () => {
  expect(runtime.flowRun).toBeUndefined();
  expect(runtime.taskRun).toBeUndefined();
  expect(() => getRunLogger().debug("x")).not.toThrow();
});
