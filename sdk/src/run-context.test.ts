import { EventEmitter } from "node:events";
import { expect, test } from "vitest";
import { usePlane } from "../test/plane/use-plane.js";
import { captureContext, flow, runtime, task, withTags } from "./index.js";

const used = usePlane();

test("a captured context makes callbacks from elsewhere part of the run", async () => {
  const emitter = new EventEmitter();
  const seen: (string | undefined)[] = [];
  const listen = flow({ name: "listen" }, () => {
    const here = captureContext();
    emitter.on(
      "message",
      here(() => seen.push(runtime.flowRun?.flowName)),
    );
    emitter.on("message", () => seen.push(runtime.flowRun?.flowName));
  });
  await listen();
  emitter.emit("message");
  expect(seen).toEqual(["listen", undefined]);
});

test("runs side by side keep their contexts apart", async () => {
  const who = task({ name: "who" }, async (index: number) => {
    for (let turn = index; turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
    return runtime.taskRun?.name;
  });
  const names = flow({ name: "f" }, () => who.map([3, 2, 1]).result());
  await expect(names()).resolves.toEqual(["who-0", "who-1", "who-2"]);
});

test("withTags adds to the tags around it, for what starts inside only", async () => {
  const step = task({ name: "step" }, () => 1);
  await flow({ name: "f" }, async () => {
    await withTags(["a"], () => withTags(["b", "a"], () => step()));
    await step();
  })();
  expect(used.plane.taskRuns().map(({ fields }) => fields.tags)).toEqual([["a", "b"], []]);
});
