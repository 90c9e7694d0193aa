import type { ServerOptions } from "../src/main.js";
import { startTestServer } from "../test/server.js";
import { readSettings } from "./settings.js";

/** The server that the cases speak to. */
export interface ServerUnderTest {
  /** The API base, as in `PREFECT_API_URL`. */
  apiUrl: string;
  stop(): Promise<void>;
}

/**
 * The server that `PREFECT_API_URL` names, which is left running; without it a Kedge of its own, whose database must be sound when it stops.
 * A named server must be empty for the recorded REST calls: filters without criteria see everything.
 */
export async function startServer(options: ServerOptions = {}): Promise<ServerUnderTest> {
  const { apiUrl } = readSettings();
  return apiUrl === null ? startTestServer(options) : { apiUrl, stop: async () => {} };
}
