/**
 * Records what a real Prefect 3.8.8 server does, into `recorded/`, so that the suite can hold Kedge against it without running Prefect:
 *
 *     npx tsx control-plane/conformance/record.ts postgres://user@host:port/empty_database [file...]
 *
 * The server is started here, from the suite's own Python: nothing else can overwrite what Prefect is recorded to do. It wants Postgres,
 * since on SQLite a few of the several thousand calls meet a locked database. Its services are off: none may move a run between two calls.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { recordLives } from "./bookkeeping/record-lives.js";
import { startPrefectServer } from "./prefect-server.js";
import type { Recordings } from "./read-recording.js";
import { recordRest } from "./rest/record-rest.js";
import { flowRunCells } from "./transitions/flow-run-table.js";
import { recordTable } from "./transitions/table.js";
import { taskRunCells } from "./transitions/task-run-table.js";
import { connectTo, type PrefectApi } from "./wire/prefect-api.js";

const RECORDINGS: { [File in keyof Recordings]: (api: PrefectApi) => Promise<Recordings[File]> } = {
  "rest-answers.json": recordRest, // first: it wants an empty server
  "flow-run-transitions.json": async (api) => recordTable(await flowRunCells(api)),
  "task-run-transitions.json": async (api) => recordTable(await taskRunCells(api)),
  "flow-run-history-after-bookkeeping.json": recordLives,
};

async function record(api: PrefectApi, wanted: readonly string[]): Promise<void> {
  const version = String(await api.must("GET", "/admin/version"));
  for (const [file, recording] of Object.entries(RECORDINGS)) {
    if (wanted.length > 0 && !wanted.includes(file)) continue;
    const content = { recorded: `Prefect ${version}`, ...(await recording(api)) };
    writeFileSync(
      fileURLToPath(new URL(`./recorded/${file}`, import.meta.url)),
      JSON.stringify(content, null, 1) + "\n",
    );
    process.stdout.write(`${file}\n`);
  }
}

const [databaseUrl, ...wanted] = process.argv.slice(2);
if (databaseUrl === undefined) {
  process.stderr.write("Name an empty Postgres database for the server: postgres://user@host:port/name\n");
  process.exitCode = 2;
} else {
  const server = await startPrefectServer({ databaseUrl, services: false });
  try {
    await record(connectTo(server.apiUrl), wanted);
  } finally {
    await server.stop();
  }
}
