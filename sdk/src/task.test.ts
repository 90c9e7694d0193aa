import { describe, expect, test } from "vitest";
import { usePlane } from "../test/plane/use-plane.js";
import {
  abortRetry,
  abortSignal,
  exponential,
  Failed,
  flow,
  getRunLogger,
  runtime,
  State,
  task,
  taskInputHash,
  type TaskHook,
} from "./index.js";

const used = usePlane();
const stateNames = (name: string) => used.plane.taskRun(name).states.map((state) => state.name);
const inFlow = <R>(body: () => R) => flow({ name: "f" }, body)();

describe("a task run", () => {
  test("is recorded with its states, times and place in the flow run", async () => {
    const train = task({ name: "train", tags: ["gpu"], retries: 1, version: "v2" }, async (lr: number) => lr * 2);
    await expect(inFlow(() => train(0.1))).resolves.toBe(0.2);
    const run = used.plane.taskRun("train-0");
    expect(run.states.map(({ name, type }) => [name, type])).toEqual([
      ["Pending", "PENDING"],
      ["Running", "RUNNING"],
      ["Completed", "COMPLETED"],
    ]);
    expect(run.fields).toMatchObject({
      flow_run_id: used.plane.flowRun("f").id,
      task_key: "train",
      dynamic_key: "0",
      task_version: "v2",
      tags: ["gpu"],
      run_count: 1,
      flow_run_run_count: 1,
      empirical_policy: { retries: 1 },
      start_time: run.states[1]?.timestamp,
      end_time: run.states[2]?.timestamp,
    });
    expect(run.fields.total_run_time).toBeGreaterThan(0);
    const times = run.states.map(({ timestamp }) => timestamp);
    expect(new Set(times).size).toBe(3);
  });

  test("reaches the plane before its flow run is seen finished", async () => {
    const known: (number | undefined)[] = [];
    const step = task({ name: "step" }, () => 1);
    const onCompletion = () => known.push(used.plane.taskRun("step-0").states.length);
    await flow({ name: "f", onCompletion }, () => step())();
    expect(known).toEqual([3]);
  });

  test("outside of a flow is a run of its own, recorded when its call returns", async () => {
    const alone = task({ name: "alone" }, () => 1);
    await expect(alone()).resolves.toBe(1);
    expect(used.plane.taskRun("alone").fields.flow_run_id).toBeNull();
    expect(stateNames("alone")).toEqual(["Pending", "Running", "Completed"]);
  });

  test("inside another task runs in place", async () => {
    const inner = task({ name: "inner" }, (x: number) => x + 1);
    const outer = task({ name: "outer" }, (x: number) => inner(x));
    await expect(inFlow(() => outer(1))).resolves.toBe(2);
    expect(stateNames("inner-0")).toEqual(["Pending", "Running", "Completed"]);
  });

  test("that throws is FAILED with the error in its message, and throws the same error", async () => {
    const error = new RangeError("lr too large");
    const train = task({ name: "train" }, async () => Promise.reject(error));
    await expect(inFlow(() => train())).rejects.toBe(error);
    expect(used.plane.taskRun("train-0").states.at(-1)).toMatchObject({
      type: "FAILED",
      message: "Task run encountered an exception RangeError: lr too large",
    });
  });

  test("is named by ordinal, template, function or call", async () => {
    const t = task({ name: "t" }, (lr: number) => lr);
    await inFlow(async () => {
      await t(1);
      await t(2);
      await t.withOptions({ taskRunName: "lr-{lr}" })(3);
      await t.withOptions({ taskRunName: (lr) => `fn-${lr}` })(4);
      await t.opts({ runName: "call", key: "five" })(5);
    });
    const runs = used.plane.taskRuns();
    expect(runs.map(({ name }) => name)).toEqual(["t-0", "t-1", "lr-3", "fn-4", "call"]);
    expect(runs.map(({ fields }) => fields.dynamic_key)).toEqual(["0", "1", "2", "3", "five"]);
  });

  test("has a context and a logger of its own", async () => {
    const t = task({ name: "t", tags: ["a"] }, () => {
      getRunLogger().error("oh no");
      return runtime.taskRun;
    });
    const info = await inFlow(() => t());
    const { id } = used.plane.taskRun("t-0");
    expect(info).toEqual({
      id,
      name: "t-0",
      taskName: "t",
      flowRunId: used.plane.flowRun("f").id,
      tags: ["a"],
      runCount: 1,
    });
    expect(used.plane.logs.find(({ message }) => message === "oh no")).toMatchObject({
      name: "kedge.task_runs",
      level: 40,
      task_run_id: id,
    });
  });

  test("calls its hooks", async () => {
    const seen: string[] = [];
    const note: TaskHook = ({ run, state }) => seen.push(`${run.name} ${state.name}`);
    const options = { onRunning: note, onCompletion: note, onFailure: [note] };
    const good = task({ name: "good", ...options }, () => 1);
    const bad = task({ name: "bad", ...options }, () => Failed());
    await inFlow(async () => {
      await good();
      await bad.opts({ returnState: true })();
    });
    expect(seen).toEqual(["good-0 Running", "good-0 Completed", "bad-0 Running", "bad-0 Failed"]);
  });
});

describe("retries of a task", () => {
  const failing = (times: number) => {
    let calls = 0;
    return () => {
      if (++calls <= times) throw new Error(`call ${calls}`);
      return calls;
    };
  };

  test("without a delay go on at once as Retrying", async () => {
    const flaky = task({ name: "flaky", retries: 3 }, failing(2));
    await expect(inFlow(() => flaky())).resolves.toBe(3);
    expect(stateNames("flaky-0")).toEqual(["Pending", "Running", "Retrying", "Retrying", "Completed"]);
    expect(used.plane.taskRun("flaky-0").fields.run_count).toBe(3);
  });

  test("with a delay wait in AwaitingRetry until the stated time", async () => {
    const flaky = task({ name: "flaky", retries: 1, retryDelaySeconds: 0.03 }, failing(1));
    await inFlow(() => flaky());
    expect(stateNames("flaky-0")).toEqual(["Pending", "Running", "AwaitingRetry", "Retrying", "Completed"]);
    const [, , waiting] = used.plane.taskRun("flaky-0").states;
    expect(waiting).toMatchObject({ type: "SCHEDULED", message: expect.stringContaining("call 1") });
    expect(waiting?.state_details?.scheduled_time).toBeTypeOf("string");
  });

  test("that are exhausted end in the last failure", async () => {
    const flaky = task({ name: "flaky", retries: 1 }, failing(5));
    await expect(inFlow(() => flaky())).rejects.toThrow("call 2");
    expect(stateNames("flaky-0")).toEqual(["Pending", "Running", "Retrying", "Failed"]);
  });

  test("follow a returned Failed state as well", async () => {
    let calls = 0;
    const flaky = task({ name: "flaky", retries: 1 }, () => (++calls === 1 ? Failed({ message: "not yet" }) : calls));
    await expect(inFlow(() => flaky())).resolves.toBe(2);
  });

  test("stop when the condition says so, and the log says why", async () => {
    const retryConditionFn = ({ error, attempt }: { error: unknown; attempt: number }) =>
      attempt < 2 && (error as Error).message === "call 1";
    const flaky = task({ name: "flaky", retries: 5, retryConditionFn }, failing(9));
    await expect(inFlow(() => flaky())).rejects.toThrow("call 2");
    expect(used.plane.logs.some(({ message }) => message.includes("decided against a retry"))).toBe(true);
  });

  test("stop at an error that asks for it", async () => {
    const cause = new Error("no such file");
    const fatal = task({ name: "fatal", retries: 5 }, () => {
      throw abortRetry(cause);
    });
    await expect(inFlow(() => fatal())).rejects.toMatchObject({ code: "FINAL_FAILURE", cause });
    expect(stateNames("fatal-0")).toEqual(["Pending", "Running", "Failed"]);
  });

  test("take their delays from a list or a function of the attempt", async () => {
    const seen: number[] = [];
    const delay = ({ attempt }: { attempt: number }) => (seen.push(attempt), 0);
    const flaky = task({ name: "flaky", retries: 3, retryDelaySeconds: delay }, failing(3));
    await inFlow(() => flaky());
    expect(seen).toEqual([1, 2, 3]);
    expect([1, 2, 3, 4, 5].map((attempt) => exponential({ factor: 2, max: 20 })({ attempt }))).toEqual([
      2, 4, 8, 16, 20,
    ]);
  });
});

describe("a timeout", () => {
  test("ends the attempt as TimedOut, aborts its signal, and is retried like any failure", async () => {
    const reasons: unknown[] = [];
    let calls = 0;
    const slow = task({ name: "slow", timeoutSeconds: 0.02, retries: 1 }, async () => {
      if (++calls > 1) return "fast";
      await new Promise<void>((resolve) => {
        abortSignal().addEventListener("abort", () => resolve());
      });
      reasons.push(abortSignal().reason);
      return "too late";
    });
    await expect(inFlow(() => slow())).resolves.toBe("fast");
    expect(reasons).toMatchObject([{ code: "RUN_TIMED_OUT" }]);
    expect(stateNames("slow-0")).toEqual(["Pending", "Running", "Retrying", "Completed"]);
  });

  test("leaves code behind that does not look at its signal", async () => {
    const stuck = task({ name: "stuck", timeoutSeconds: 0.02 }, () => new Promise<never>(() => {}));
    await expect(inFlow(() => stuck())).rejects.toMatchObject({ code: "RUN_TIMED_OUT" });
    expect(used.plane.taskRun("stuck-0").states.at(-1)).toMatchObject({
      type: "FAILED",
      name: "TimedOut",
      message: "Task run exceeded timeout of 0.02 second(s)",
    });
  });

  test("that did not come leaves nothing behind", async () => {
    const quick = task({ name: "quick", timeoutSeconds: 60 }, () => 1);
    await expect(inFlow(() => quick())).resolves.toBe(1);
  });
});

describe("the cache", () => {
  const counted = (options: object = {}) => {
    let calls = 0;
    return task({ name: "preprocess", cacheKeyFn: taskInputHash, ...options }, (path: string) => ({
      path,
      call: ++calls,
    }));
  };

  test("gives the second call with the same inputs the first one's result, without running", async () => {
    const preprocess = counted();
    const pipeline = flow({ name: "f" }, () => preprocess("a.csv"));
    await expect(pipeline()).resolves.toEqual({ path: "a.csv", call: 1 });
    await expect(pipeline()).resolves.toEqual({ path: "a.csv", call: 1 });
    const [first, second] = used.plane.taskRuns();
    expect(first?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Completed"]);
    expect(second?.states.map(({ name }) => name)).toEqual(["Pending", "Running", "Cached"]);
    expect(second?.states.at(-1)).toMatchObject({ type: "COMPLETED", data: first?.states.at(-1)?.data });
    expect(second?.fields.cache_key).toMatch(/^[0-9a-f]{64}$/);
  });

  test("tells other inputs apart", async () => {
    const preprocess = counted();
    await inFlow(() => preprocess("a.csv"));
    await expect(inFlow(() => preprocess("b.csv"))).resolves.toMatchObject({ call: 2 });
  });

  test("keeps only a reference on the plane", async () => {
    await inFlow(() => counted()("a.csv"));
    const reference = used.plane.taskRun("preprocess-0").states.at(-1)?.data;
    expect(reference).toMatchObject({
      storage_key: expect.stringMatching(/^preprocess-/),
      serializer: { type: "json" },
    });
    expect(JSON.stringify(used.plane.taskRuns())).not.toContain("a.csv");
  });

  test("expires", async () => {
    const preprocess = counted({ cacheExpirationSeconds: 0 });
    await inFlow(() => preprocess("a.csv"));
    await expect(inFlow(() => preprocess("a.csv"))).resolves.toMatchObject({ call: 2 });
  });

  test("is refreshed on request", async () => {
    const preprocess = counted();
    await inFlow(() => preprocess("a.csv"));
    await expect(inFlow(() => preprocess.opts({ refreshCache: true })("a.csv"))).resolves.toMatchObject({ call: 2 });
    await expect(inFlow(() => preprocess("a.csv"))).resolves.toMatchObject({ call: 2 });
  });

  test("does not keep failures, and asks nothing of tasks without a key", async () => {
    let calls = 0;
    const flaky = task({ name: "flaky", cacheKeyFn: () => "k" }, () => {
      if (++calls === 1) throw new Error("once");
      return calls;
    });
    await expect(inFlow(() => flaky())).rejects.toThrow("once");
    await expect(inFlow(() => flaky())).resolves.toBe(2);
    const uncached = task({ name: "uncached", cacheKeyFn: () => null }, () => ++calls);
    await inFlow(() => uncached());
    await expect(inFlow(() => uncached())).resolves.toBe(4);
  });

  test("fails the run, by the input's name, where no key or no record can be made", async () => {
    const hashed = task({ name: "hashed", cacheKeyFn: taskInputHash }, (callback: () => void) => callback());
    await expect(inFlow(() => hashed(() => {}))).rejects.toMatchObject({
      code: "UNHASHABLE_INPUT",
      message: expect.stringContaining("callback is the function"),
    });
    const kept = task({ name: "kept", cacheKeyFn: () => "k" }, () => ({ socket: { write: () => 1 } }));
    await expect(inFlow(() => kept())).rejects.toMatchObject({ code: "NOT_SERIALIZABLE", path: "result.socket.write" });
  });

  test("survives a record that cannot be read: it costs one execution", async () => {
    const { writeFile, readdir } = await import("node:fs/promises");
    const preprocess = counted();
    await inFlow(() => preprocess("a.csv"));
    const folder = `${used.home}/storage`;
    await Promise.all((await readdir(folder)).map((file) => writeFile(`${folder}/${file}`, "{")));
    await expect(inFlow(() => preprocess("a.csv"))).resolves.toMatchObject({ call: 2 });
    await expect(inFlow(() => preprocess("a.csv"))).resolves.toMatchObject({ call: 2 });
  });
});

describe("persistResult", () => {
  test("keeps the result in the user's storage and the reference on the plane", async () => {
    const { readFile } = await import("node:fs/promises");
    const t = task({ name: "t", persistResult: true }, () => ({ secret: 42 }));
    await inFlow(() => t());
    const data = used.plane.taskRun("t-0").states.at(-1)?.data as { storage_key: string };
    const record = await readFile(`${used.home}/storage/${data.storage_key}`, "utf8");
    expect(JSON.parse(record)).toMatchObject({ result: '{"secret":42}', metadata: data });
    expect(JSON.stringify(used.plane.taskRuns())).not.toContain("secret");
  });

  test("of a flow holds for its tasks", async () => {
    const t = task({ name: "t" }, () => 1);
    await flow({ name: "f", persistResult: true }, () => t())();
    expect(used.plane.taskRun("t-0").states.at(-1)?.data).toMatchObject({ serializer: { type: "json" } });
    expect(used.plane.lastState(used.plane.flowRun("f")).data).toMatchObject({ serializer: { type: "json" } });
  });

  test("is off unless something needs it", async () => {
    await inFlow(() => task({ name: "t" }, () => 1)());
    expect(used.plane.taskRun("t-0").states.at(-1)?.data).toBeNull();
  });
});

describe("options are checked at definition", () => {
  test.each([
    [() => task(() => 1), "anonymous function needs a name"],
    [() => task({ name: "t", retries: -1 }, () => 1), "retries must be a whole number"],
    [() => task({ name: "t", retryDelaySeconds: [1, -1] }, () => 1), "retryDelaySeconds must be"],
    [() => task({ name: "t", retryDelaySeconds: [] }, () => 1), "retryDelaySeconds takes 1 to 50 delays"],
    [() => task({ name: "t", retryJitterFactor: -1 }, () => 1), "retryJitterFactor must be"],
    [
      () => task({ name: "t", cacheKeyFn: () => "k", persistResult: false }, () => 1),
      "a result that is not kept cannot be found again",
    ],
  ])("%#", (define, message) => {
    expect(define).toThrow(message);
  });
});

test("a call may ask for the state instead of the result", async () => {
  const bad = task({ name: "bad" }, () => {
    throw new Error("no");
  });
  const state = await inFlow(async () => ({ of: await bad.opts({ returnState: true })() }));
  expect(state.of).toBeInstanceOf(State);
  expect(state.of.toString()).toBe('Failed("Task run encountered an exception Error: no")');
});
