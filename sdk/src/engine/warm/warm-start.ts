#!/usr/bin/env node
import { pathToFileURL } from "node:url";
import { KedgeError } from "../../errors.js";
import { waitForRun } from "./wait-for-run.js";

/**
 * The program that a worker keeps waiting: it loads the SDK, and for `typescript` the compiler, and then becomes the program
 * of one run. What it loads ahead knows nothing of any run; the user's code comes after the run's own variables.
 *
 *     node warm-start.js typescript
 *
 * Exit codes: 0 no run came; 2 it could not get one; afterwards those of the program.
 */
async function preload(): Promise<void> {
  const { prepareTypeScript } = await import("../../entrypoint/typescript.js");
  await Promise.all([import("../../index.js"), import("../deployed-run.js")]);
  if (process.argv[2] === "typescript") await prepareTypeScript();
  // Node loads its fetch when something of it is first used: 17 ms that the run's first request need not wait for.
  void Headers;
}

const assignment = await waitForRun(preload).catch((error: unknown) => {
  process.stderr.write(`${error instanceof KedgeError ? error.explain() : (error as Error).stack}\n`);
  process.exit(2);
});
if (assignment === undefined) process.exit(0);
// Nothing around it: what it throws ends the process as if it had been started itself.
await import(pathToFileURL(assignment.program).href);
