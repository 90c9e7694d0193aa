import type { ServerConfig } from "../config.js";
import type { Log } from "../log.js";
import { connect, type Database } from "./connect.js";
import { migrate } from "./migrate.js";
import { superviseEmbedded } from "./supervise-embedded.js";

export interface OpenDatabase {
  readonly database: Database;
  stopDatabase(): Promise<void>;
}

/**
 * The given Postgres, or the embedded one of the home, with this release's schema. `onLost` is called should the embedded
 * one end for good.
 */
export async function openDatabase(
  config: ServerConfig,
  log: Log,
  onLost: (error: Error) => void,
): Promise<OpenDatabase> {
  const embedded = config.databaseUrl ? null : await superviseEmbedded(config.home, log, onLost);
  const database = connect({ url: config.databaseUrl ?? embedded!.url, connections: config.databaseConnections });
  const stopDatabase = async () => {
    await database.close();
    await embedded?.stop();
  };
  try {
    const { applied } = await migrate(database.sql);
    if (applied.length > 0) log.info("migrated the database", { applied });
    return { database, stopDatabase };
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}
