/** Flows whose process ends before they do, each with hooks that leave a line in the file HOOKS_FILE. */
import { appendFileSync } from "node:fs";
import { flow } from "kedge";

const note =
  (hook) =>
  ({ run, state }) =>
    appendFileSync(process.env.HOOKS_FILE, `${hook} ${run.name} ${state.type}\n`);
const hooks = { onCrashed: note("onCrashed"), onCancellation: note("onCancellation"), onFailure: note("onFailure") };

export const exiting = flow({ name: "exiting", ...hooks }, () => process.exit(3));

export const failing = flow({ name: "failing", ...hooks }, () => {
  throw new Error("no such column");
});

export const waiting = flow({ name: "waiting", ...hooks }, () => new Promise(() => setInterval(() => {}, 60_000)));

/** Its event loop stands still, so that it hears of nothing. */
export const deaf = flow({ name: "deaf", ...hooks }, () => {
  appendFileSync(process.env.HOOKS_FILE, "deaf from now on\n");
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
