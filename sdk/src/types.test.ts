import { describe, expect, expectTypeOf, test } from "vitest";
import { z } from "zod";
import {
  allowFailure,
  flow,
  type Flow,
  type MapRun,
  type Settled,
  type State,
  task,
  type Task,
  type TaskFuture,
  unmapped,
} from "./index.js";

// What the compiler must infer and refuse. The bodies are never run: `tsc -p tsconfig.test.json` is the test.
const never = (body: () => unknown) => expect(body).toBeTypeOf("function");

const train = task({ name: "train" }, async (path: string, lr = 0.1) => ({ path, loss: lr }));
const sync = task({ name: "sync" }, (x: number) => String(x));
const etl = flow({ name: "etl" }, async (path: string, lr = 0.1, tags?: string[]) => [path, lr, tags] as const);

describe("types are inferred", () => {
  test("of arguments, defaults and results", () => {
    expectTypeOf(train.fn).parameters.toEqualTypeOf<[path: string, lr?: number | undefined]>();
    expectTypeOf(sync).toEqualTypeOf<Task<[x: number], string>>();
    expectTypeOf(etl).toEqualTypeOf<
      Flow<[path: string, lr?: number, tags?: string[]], readonly [string, number, string[] | undefined]>
    >();
    never(async () => {
      expectTypeOf(await train("a")).toEqualTypeOf<{ path: string; loss: number }>();
      expectTypeOf(train.submit("a")).toEqualTypeOf<TaskFuture<{ path: string; loss: number }>>();
      expectTypeOf(sync.map([1, 2])).toEqualTypeOf<MapRun<string>>();
      expectTypeOf(await sync.map([1, 2])).toEqualTypeOf<string[]>();
      expectTypeOf(await etl.opts({ returnState: true })("a")).toEqualTypeOf<
        State<readonly [string, number, string[] | undefined]>
      >();
      for await (const text of sync.map([1])) expectTypeOf(text).toEqualTypeOf<string>();
    });
  });

  test("of options that see the arguments", () => {
    never(() =>
      task(
        {
          name: "t",
          taskRunName: (path, lr) => `${path.length} ${lr.toFixed()}`,
          cacheKeyFn: (context, [path, lr]) => `${context.taskKey} ${path.length} ${lr.toFixed()}`,
        },
        (path: string, lr: number) => path.repeat(lr),
      ),
    );
  });

  test("of a schema: what callers pass, and what the body gets", () => {
    const schema = z.object({ path: z.string(), lr: z.coerce.number<string>().default(1), when: z.iso.date() });
    const checked = flow({ name: "c", parameters: schema }, (parameters) => {
      expectTypeOf(parameters).toEqualTypeOf<{ path: string; lr: number; when: string }>();
      return parameters.lr;
    });
    expectTypeOf(checked).toEqualTypeOf<
      Flow<[parameters: { path: string; lr?: string | undefined; when: string }], number>
    >();
  });
});

describe("what fits is accepted", () => {
  test("futures, promises and marks in the place of values", () => {
    const report = task({ name: "report" }, (outcome: Settled<string>) => outcome.ok);
    never(async () => {
      await train(sync.submit(1), Promise.resolve(0.5));
      await etl(sync(1));
      await report(allowFailure(sync.submit(1)));
      await train.map(["a", "b"], 0.1);
      await train.map(["a", sync.submit(1)], unmapped(0.1));
      await train.map(sync.map([1, 2]), [0.1, 0.2]);
    });
  });
});

describe("what does not fit is refused at the argument", () => {
  test("by calls, submits and maps", () => {
    never(async () => {
      // @ts-expect-error a number is not a path
      await train(1);
      // @ts-expect-error the path is missing
      await train();
      // @ts-expect-error a future of a wrong type
      await sync(train.submit("a"));
      // @ts-expect-error too many arguments
      await sync.submit(1, 2);
      // @ts-expect-error an element of a wrong type
      await sync.map(["a"]);
      // @ts-expect-error a failed outcome must be looked at first
      await sync(allowFailure(train.submit("a")));
      // @ts-expect-error no such option
      flow({ name: "f", retry: 3 }, () => 1);
      // @ts-expect-error an option of a wrong type
      task({ name: "t", retries: "3" }, () => 1);
    });
  });
});
