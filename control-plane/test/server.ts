import { consoleLog, silentLog } from "../src/log.js";
import { startServer, type RunningServer, type ServerOptions } from "../src/main.js";
import { createTestDatabase, type TestDatabase } from "./database.js";
import { expectSound } from "./expect-sound.js";

export interface TestServer extends RunningServer {
  /** The server's own database, to look at what really stands there. */
  readonly database: TestDatabase;
}

/** A whole server on a free port, on a database of its own, which must be sound when it stops. */
export async function startTestServer(options: ServerOptions = {}): Promise<TestServer> {
  const database = await createTestDatabase();
  const log = { ...silentLog, error: consoleLog().error };
  const server = await startServer({ port: 0, databaseUrl: database.url, log, ...options });
  return {
    ...server,
    database,
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
