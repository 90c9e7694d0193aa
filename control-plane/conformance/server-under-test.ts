import { startTestServer } from "../test/server.js";
import { readSettings } from "./settings.js";

/** The server that the cases speak to. */
export interface ServerUnderTest {
  /** The API base, as in `PREFECT_API_URL`. */
  apiUrl: string;
  stop(): Promise<void>;
}

/** The server that `PREFECT_API_URL` names, which is left running; a fresh Kedge without it. */
export async function startServer(): Promise<ServerUnderTest> {
  const { apiUrl } = readSettings();
  if (apiUrl !== null) return { apiUrl, stop: async () => {} };
  return startTestServer();
}
