import { startWorker } from "@kedge/worker";
import { silentLog } from "../../src/log.js";

/** A worker to be killed: `run-worker.ts <options as JSON>`. Prints its name once it pulls. */
const worker = await startWorker({ ...JSON.parse(process.argv[2] ?? "{}"), log: silentLog });
process.stdout.write(`${worker.name}\n`);
// A closed input ends it with the test that made it.
process.stdin.on("end", () => process.exit(1)).resume();
