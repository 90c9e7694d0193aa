/**
 * `npm start`: installs and builds if needed, then starts a server, a worker and the examples, runs one and stays up.
 * `npm start -- --once` ends with that run: 0 if it is COMPLETED. Further options are those of `kedge dev`.
 */
import { prepare, root } from "./prepare.mjs";

const EXAMPLES = ["examples/train-iris.ts:trainIris", "examples/embed-documents.ts:embedDocuments"];

process.chdir(root);
prepare();
const { run } = await import("../sdk/dist/cli/run.js");
const options = ["--run", ...process.argv.slice(2)];
if (!process.env.KEDGE_HOME) {
  // Data and results stay in this clone, so that deleting it leaves nothing behind. Settings are read as ever.
  options.push("--home", `${root}.kedge`);
  process.env.KEDGE_RESULTS_STORAGE_PATH ||= `${root}.kedge/storage`;
}
if (process.env.npm_lifecycle_event) stopWithParent();
await run(["dev", ...EXAMPLES, ...options]);

/** npm passes SIGTERM on to the shell between us, which ends without a word: left alone, we stop as if we had been asked. */
function stopWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 250).unref();
}
