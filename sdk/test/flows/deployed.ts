/** Flows that run-deployed.test.ts has carried out by a process of their own. */
import { setTimeout as sleep } from "node:timers/promises";
import { flow, getRunLogger, task } from "../../src/index.js";

const double = task({ name: "double" }, (x: number) => x * 2);

export const training = flow({ name: "training", logPrints: true }, async (path: string, lr = 0.1) => {
  console.log(`training on ${path} with ${await double(lr)}`);
  // A connection that nobody closes must not keep the process.
  setInterval(() => {}, 60_000);
});

export const failing = flow({ name: "failing" }, () => {
  throw new Error("no such column");
});

export const waiting = flow(
  {
    name: "waiting",
    onCancellation: async ({ logger }) => {
      await sleep(10);
      logger.info("cancellation hook");
    },
    onCrashed: ({ logger }) => logger.info("crash hook"),
  },
  async () => {
    getRunLogger().info("waiting");
    await double.submit(1);
    await new Promise(() => setInterval(() => {}, 60_000));
  },
);

export const exiting = flow({ name: "exiting" }, () => process.exit(3));

export const throwingLater = flow({ name: "throwing-later" }, async () => {
  setTimeout(() => {
    throw new Error("in a timer");
  });
  await new Promise(() => {});
});

export const rejectingLater = flow({ name: "rejecting-later" }, async () => {
  void Promise.reject(new Error("nobody caught this"));
  await new Promise(() => setInterval(() => {}, 60_000));
});

export function plain(): void {}

export const hooked = flow(
  {
    name: "hooked",
    onCrashed: [
      () => {
        throw new Error("the pager is away");
      },
      async ({ run, state }) => {
        await sleep(10);
        getRunLogger().info(`${run.name} crashed: ${state.message}`);
      },
    ],
    onCancellation: ({ logger }) => logger.info("was cancelled"),
    onFailure: ({ logger }) => logger.info("has failed"),
    onCompletion: ({ logger }) => logger.info("has completed"),
  },
  () => getRunLogger().info("the flow itself ran"),
);
