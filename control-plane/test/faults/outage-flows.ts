/** Flows for outage.test.ts, which decides by a gate (a URL) when they go on. */
import { flow, getRunLogger, task } from "kedge";

const square = task({ name: "square" }, (x: number) => x * x);

async function pass(gate: string, place: string): Promise<void> {
  await (await fetch(`${gate}/${place}`)).text();
}

/** Its first attempt fails, both happen while the gate keeps the server away. */
export const gated = flow({ name: "gated", retries: 1 }, async (gate: string) => {
  const log = getRunLogger();
  log.info("before the outage");
  await square(2);
  await pass(gate, "outage");
  log.info("in the outage");
  for (const x of [3, 4]) await square(x);
  await pass(gate, "end");
});

let attempts = 0;
export const retried = flow({ name: "retried", retries: 1 }, async (gate: string) => {
  attempts += 1;
  if (attempts === 1) await pass(gate, "outage");
  getRunLogger().info(`attempt ${attempts}`);
  await square(attempts);
  if (attempts === 1) throw new Error("the first attempt fails");
  await pass(gate, "end");
});
