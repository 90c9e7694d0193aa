import type { ServerConfig } from "../config.js";
import { silentLog } from "../log.js";
import { startEmbeddedPostgres } from "./embedded/index.js";
import { runningUrl } from "./embedded/running-url.js";

/**
 * A server's database for those who come beside the server or without it: the Postgres that is given, or the embedded one
 * of the home, which is started for as long as it takes unless it runs.
 */
export async function installedDatabase(config: ServerConfig): Promise<{ url: string; stop(): Promise<void> }> {
  const running = config.databaseUrl ?? (await runningUrl(config.home));
  if (running !== undefined) return { url: running, stop: async () => {} };
  return startEmbeddedPostgres({ home: config.home, log: silentLog });
}
