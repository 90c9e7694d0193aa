import { readConfig, type ServerConfig } from "../config.js";
import { connect } from "../db/connect.js";
import { installedDatabase } from "../db/installed-database.js";
import { migrate } from "../db/migrate.js";
import { beginEpoch, type EpochBegun } from "../db/queries/begin-epoch.js";

/**
 * To be called once after a server's database was restored from a backup, before servers start on it. Every fence that was
 * handed out before, also after the backup was made, is refused from then on: whoever still works on an attempt is told
 * that it is lost, and runs that were under way start anew or crash, as their deployments say. Brings the schema up to
 * this release, as a start of the server would.
 *
 * @throws when the database cannot be reached, or belongs to a newer release.
 */
export async function declareRestored(options: Partial<ServerConfig> = {}): Promise<EpochBegun> {
  const { url, stop } = await installedDatabase(readConfig(options));
  const database = connect({ url, connections: 1, applicationName: "kedge-restore" });
  try {
    await migrate(database.sql);
    return await beginEpoch(database.sql);
  } finally {
    await database.close();
    await stop();
  }
}
