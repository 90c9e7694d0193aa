import { startServer as startKedge } from "../src/main.js";
import { silentLog } from "../src/log.js";
import { createTestDatabase } from "../test/database.js";
import { expectSound } from "../test/expect-sound.js";
import { readSettings } from "./settings.js";

/** The server that the cases speak to. */
export interface ServerUnderTest {
  /** The API base, as in `PREFECT_API_URL`. */
  apiUrl: string;
  stop(): Promise<void>;
}

/**
 * The server that `PREFECT_API_URL` names, which is left running; without it a Kedge on a port and a database of its own. A named server
 * must be empty for the recorded REST calls: filters without criteria see everything.
 */
export async function startServer(): Promise<ServerUnderTest> {
  const { apiUrl } = readSettings();
  if (apiUrl !== null) return { apiUrl, stop: async () => {} };
  const database = await createTestDatabase(1);
  const server = await startKedge({ databaseUrl: database.url, port: 0, log: silentLog });
  return {
    apiUrl: server.apiUrl,
    async stop() {
      await server.stop();
      try {
        await expectSound(database.sql);
      } finally {
        await database.close();
      }
    },
  };
}
