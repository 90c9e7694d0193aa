/**
 * Records what a real Prefect 3.8.8 server does, into `recorded/`, so that the suite can hold Kedge against it without running Prefect:
 *
 *     npx tsx control-plane/conformance/record.ts postgres://user@host:port/database [file...]
 *
 * The server is started here, from the suite's own Python: nothing else can overwrite what Prefect is recorded to do. It wants a Postgres, in
 * which databases are made and dropped, since on SQLite a few of the several thousand calls meet a locked database.
 */
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openPostgres } from "../bench/postgres.js";
import { recordLives } from "./bookkeeping/record-lives.js";
import { startPrefectServer } from "./prefect-server.js";
import type { Recordings } from "./read-recording.js";
import { recordEvents } from "./recorder/record-events.js";
import { DEPLOYMENT_CALLS, recordRest } from "./rest/record-rest.js";
import { flowRunCells } from "./transitions/flow-run-table.js";
import { recordTable } from "./transitions/table.js";
import { taskRunCells } from "./transitions/task-run-table.js";
import { connectTo, type PrefectApi } from "./wire/prefect-api.js";

interface Recording<Content> {
  make: (api: PrefectApi) => Promise<Content>;
  /** Whether the server's services run: only where they are what is asked about, since they move runs between two calls. */
  services: boolean;
}

const RECORDINGS: { [File in keyof Recordings]: Recording<Recordings[File]> } = {
  "rest-answers.json": { make: (api) => recordRest(api), services: false },
  "deployment-answers.json": { make: (api) => recordRest(api, DEPLOYMENT_CALLS), services: false },
  "flow-run-transitions.json": { make: async (api) => recordTable(await flowRunCells(api)), services: false },
  "task-run-transitions.json": { make: async (api) => recordTable(await taskRunCells(api)), services: false },
  "flow-run-history-after-bookkeeping.json": { make: recordLives, services: false },
  "task-run-events.json": { make: recordEvents, services: true },
};

/** On a server of its own: a recording must not find what another one made. */
async function record(file: string, { make, services }: Recording<object>, databaseUrl: string): Promise<void> {
  const server = await startPrefectServer({ databaseUrl, services });
  try {
    const api = connectTo(server.apiUrl);
    const version = String(await api.must("GET", "/admin/version"));
    const content = { recorded: `Prefect ${version}`, ...(await make(api)) };
    const path = fileURLToPath(new URL(`./recorded/${file}`, import.meta.url));
    writeFileSync(path, `${JSON.stringify(content, null, 1)}\n`);
    process.stdout.write(`${file}\n`);
  } finally {
    await server.stop();
  }
}

const [postgresUrl, ...wanted] = process.argv.slice(2);
if (postgresUrl === undefined) {
  process.stderr.write("Name a Postgres: postgres://user@host:port/database\n");
  process.exit(2);
}
const postgres = await openPostgres(postgresUrl);
try {
  for (const [file, recording] of Object.entries(RECORDINGS)) {
    if (wanted.length > 0 && !wanted.includes(file)) continue;
    await record(file, recording, await postgres.freshDatabase("kedge_conformance_oracle"));
  }
} finally {
  await postgres.stop();
}
