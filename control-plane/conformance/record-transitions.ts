/**
 * Records what a real Prefect 3.8.8 server answers to every transition of the tables, into `recorded/`:
 *
 *     PREFECT_API_URL=http://127.0.0.1:4200/api npx tsx control-plane/conformance/record-transitions.ts
 *
 * Start the server without services (`prefect server start --no-services`): none of them may move a run between two calls.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { flowRunCells } from "./transitions/flow-run-table.js";
import { recordTable, type Cell } from "./transitions/table.js";
import { taskRunCells } from "./transitions/task-run-table.js";
import { connectTo, type PrefectApi } from "./wire/prefect-api.js";

const TABLES: Record<string, (api: PrefectApi) => Promise<Cell[]>> = {
  "flow-run-transitions.json": flowRunCells,
  "task-run-transitions.json": taskRunCells,
};

async function record(url: string): Promise<void> {
  const api = connectTo(url);
  const version = String(await api.must("GET", "/admin/version"));
  for (const [file, cellsOf] of Object.entries(TABLES)) {
    const recorded = await recordTable(`Prefect ${version}`, await cellsOf(api));
    const path = fileURLToPath(new URL(`./recorded/${file}`, import.meta.url));
    writeFileSync(path, JSON.stringify(recorded, null, 1) + "\n");
    process.stdout.write(`${file}: ${Object.keys(recorded.outcomes).length} outcomes\n`);
  }
}

const url = process.env["PREFECT_API_URL"];
if (!url) {
  process.stderr.write(
    "Set PREFECT_API_URL to the API of a Prefect 3.8.8 server, for instance http://127.0.0.1:4200/api\n",
  );
  process.exitCode = 2;
} else {
  await record(url);
}
