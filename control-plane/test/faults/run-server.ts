import { silentLog } from "../../src/log.js";
import { startServer, type ServerOptions } from "../../src/main.js";

/** A server to be killed: `run-server.ts <options as JSON>`. Prints its URL once it serves. */
const options = JSON.parse(process.argv[2] ?? "{}") as ServerOptions;
const server = await startServer({ ...options, log: silentLog });
process.stdout.write(`${server.apiUrl}\n`);
process.on("SIGTERM", () => void server.stop().then(() => process.exit(0)));
// A closed input ends it with the test that made it.
process.stdin.on("end", () => process.exit(1)).resume();
