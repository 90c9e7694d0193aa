/** Flows that typescript-runs.test.ts deploys and has a worker carry out. */
import { flow, getRunLogger, task } from "kedge";

let calls = 0;
const flaky = task({ name: "flaky", retries: 3 }, () => {
  if (++calls < 3) throw new Error(`call ${calls}`);
  return calls;
});
const double = task({ name: "double" }, (x: number) => x * 2);
const addOne = flow({ name: "add-one" }, (x: number) => x + 1);

let attempts = 0;
export const everything = flow({ name: "everything", retries: 1, logPrints: true }, async (path: string, lr = 0.5) => {
  console.log(`${path} at ${lr}`);
  const tries = await flaky();
  const child = await addOne(tries);
  const doubled = await double.map([1, 2, 3]);
  if (++attempts === 1) throw new Error("first attempt");
  console.log(JSON.stringify({ child, doubled }));
});

export const waiting = flow(
  { name: "waiting", onCancellation: () => getRunLogger().info("cancellation hook") },
  async () => {
    getRunLogger().info("waiting");
    await new Promise(() => setInterval(() => {}, 60_000));
  },
);

export const exiting = flow({ name: "exiting" }, () => process.exit(3));
