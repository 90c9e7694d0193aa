/** A server to be killed: `server-process.ts <options as JSON>`. Prints its API's URL once it serves. */
import { silentLog } from "../src/log.js";
import { startServer, type ServerOptions } from "../src/main.js";

const server = await startServer({ ...(JSON.parse(process.argv[2] ?? "{}") as ServerOptions), log: silentLog });
process.stdout.write(`${server.apiUrl}\n`);
// A closed input ends it with the soak that made it.
process.stdin.on("end", () => process.exit(1)).resume();
