/** Programs that local-process.test.ts runs as a user does: `node program.ts`. What happens is the first argument. */
import { flow, getRunLogger, task } from "../../src/index.js";

let finish = () => {};
const keepAlive = setInterval(() => {}, 60_000);
const finished = new Promise<void>((resolve) => (finish = resolve)).then(() => clearInterval(keepAlive));

const step = task({ name: "step" }, () => finished);

const endings: Record<string, () => unknown> = {
  exit: () => process.exit(3),
  throwLater: () =>
    setTimeout(() => {
      throw new Error("in a timer");
    }),
  wait: () => undefined,
  handled: () => process.once("SIGINT", finish),
};

const local = flow({ name: "local" }, async () => {
  const running = step.submit();
  await new Promise((resolve) => setImmediate(resolve));
  getRunLogger().info("ready");
  endings[process.argv[2] ?? ""]?.();
  process.stdout.write("ready\n");
  await running;
});

await local();
