/**
 * The process that makes one load: apart from the bench and from the server, so that the three are seen apart. Prints the result as JSON.
 *
 *     npx tsx control-plane/bench/load-process.ts lifecycle http://127.0.0.1:4200/api 10
 */
import { callerOf } from "./http.js";
import { LOADS } from "./loads/index.js";

const [name = "", apiUrl = "", seconds = "10"] = process.argv.slice(2);
const load = LOADS[name];
if (load === undefined || apiUrl === "") {
  process.stderr.write(`Usage: load-process.ts ${Object.keys(LOADS).join("|")} API_URL [SECONDS]\n`);
  process.exit(2);
}
const target = { apiUrl, call: callerOf(apiUrl, load.clients) };
process.stdout.write(`${JSON.stringify(await load.run(target, { seconds: Number(seconds) }))}\n`);
process.exit(0); // kept connections would hold the process
