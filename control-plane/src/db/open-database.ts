import type { ServerConfig } from "../config.js";
import type { Log } from "../log.js";
import { connect, type Database } from "./connect.js";
import { startEmbeddedPostgres } from "./embedded/index.js";
import { migrate } from "./migrate.js";
import { ensurePartitions } from "./partitions/ensure-partitions.js";

export interface OpenDatabase {
  readonly database: Database;
  stopDatabase(): Promise<void>;
}

/** The given Postgres, or the embedded one of the home, with this release's schema. */
export async function openDatabase(config: ServerConfig, log: Log): Promise<OpenDatabase> {
  const embedded = config.databaseUrl ? null : await startEmbeddedPostgres({ home: config.home, log });
  const database = connect({ url: config.databaseUrl ?? embedded!.url, connections: config.databaseConnections });
  const stopDatabase = async () => {
    await database.close();
    await embedded?.stop();
  };
  try {
    const { applied } = await migrate(database.sql);
    if (applied.length > 0) log.info("migrated the database", { applied });
    await ensurePartitions(database.sql, Date.now());
    return { database, stopDatabase };
  } catch (error) {
    await stopDatabase();
    throw error;
  }
}
