import { startPrefectServer } from "../../conformance/prefect-server.js";
import { residentMegabytes } from "../resident-memory.js";
import type { StartSubject } from "../servers/subject.js";

/** A real Prefect server on the same Postgres, with the Python of the conformance suite. */
export const startPrefect: StartSubject = async (databaseUrl) => {
  await (await startPrefectServer({ databaseUrl })).stop(); // its first start on an empty database is mostly migrations
  const server = await startPrefectServer({ databaseUrl });
  return {
    name: "Prefect 3.8.8",
    apiUrl: server.apiUrl,
    startMs: server.startMs,
    residentMegabytes: () => residentMegabytes(server.pid),
    stop: () => server.stop(),
  };
};
