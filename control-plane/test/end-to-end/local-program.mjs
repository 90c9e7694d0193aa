/** A program that runs its own flow, as local-runs.test.ts starts it: `node local-program.mjs <flow>`. */
import { appendFileSync, existsSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { flow, task } from "kedge";

const { EFFECTS_FILE } = process.env;
const effect = (text) => appendFileSync(EFFECTS_FILE, `${text}\n`);
const onCancellation = ({ state }) => effect(`cancelled: ${state.message}`);

const waiting = flow({ name: "waiting", onCancellation }, () => {
  effect("begun");
  return new Promise(() => setInterval(() => {}, 60_000));
});

const step = task({ name: "step" }, async (name = "") => {
  effect(`${name} begins`);
  while (!existsSync(`${EFFECTS_FILE}.${name}`)) await sleep(20);
  effect(`${name} ends`);
});
const stepping = flow({ name: "stepping" }, async () => {
  for (const name of ["first", "second"]) await step(name);
});

await { waiting, stepping }[process.argv[2]]().catch((error) => effect(`the call ended: ${error.message}`));
process.exit();
