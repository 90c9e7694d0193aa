/**
 * Records what a real Prefect 3.8.8 server answers to every transition of the tables, into `recorded/`:
 *
 *     npx tsx control-plane/conformance/record-transitions.ts postgres://user@host:port/empty_database
 *
 * The server is started here, from the suite's own Python: nothing else can overwrite what Prefect is recorded to do. It wants Postgres,
 * since on SQLite a few of the several thousand calls meet a locked database.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { startPrefectServer } from "./prefect-server.js";
import { flowRunCells } from "./transitions/flow-run-table.js";
import { recordTable, type Cell } from "./transitions/table.js";
import { taskRunCells } from "./transitions/task-run-table.js";
import { connectTo, type PrefectApi } from "./wire/prefect-api.js";

const TABLES: Record<string, (api: PrefectApi) => Promise<Cell[]>> = {
  "flow-run-transitions.json": flowRunCells,
  "task-run-transitions.json": taskRunCells,
};

async function record(api: PrefectApi): Promise<void> {
  const version = String(await api.must("GET", "/admin/version"));
  for (const [file, cellsOf] of Object.entries(TABLES)) {
    const recorded = await recordTable(`Prefect ${version}`, await cellsOf(api));
    const path = fileURLToPath(new URL(`./recorded/${file}`, import.meta.url));
    writeFileSync(path, JSON.stringify(recorded, null, 1) + "\n");
    process.stdout.write(`${file}: ${Object.keys(recorded.outcomes).length} outcomes\n`);
  }
}

const databaseUrl = process.argv[2];
if (databaseUrl === undefined) {
  process.stderr.write("Name an empty Postgres database for the server: postgres://user@host:port/name\n");
  process.exitCode = 2;
} else {
  const server = await startPrefectServer({ databaseUrl, services: false });
  try {
    await record(connectTo(server.apiUrl));
  } finally {
    await server.stop();
  }
}
