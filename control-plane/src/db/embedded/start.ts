import type { Log } from "../../log.js";
import { DATABASE, ROLE } from "./access.js";
import { isRoot } from "./account.js";
import { hostAndPort } from "./address.js";
import { packagedBinaries, usableBinaries } from "./binaries.js";
import { ensureCluster } from "./cluster.js";
import { writeConfiguration } from "./configuration.js";
import { explainSystemError } from "./explain-failure.js";
import { type HomeLock, lockHome } from "./home-lock.js";
import { launch } from "./launch.js";
import { makeFolder } from "./make-folder.js";
import { clearOrphan } from "./orphan.js";
import type { ExitReason } from "./postmaster.js";
import { refuseIfServedElsewhere } from "./served-elsewhere.js";
import { findServerFolder, openServerFolder } from "./server-folder.js";

export interface EmbeddedPostgresOptions {
  /** The folder of this server's state, absolute. Made if missing; the database lies in `postgres/` inside. */
  readonly home: string;
  readonly log: Pick<Log, "info" | "warn">;
  /** Postgres settings that win over Kedge's own, such as `{ fsync: "off" }` for a throwaway test server. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Where the database lies when Kedge runs as root in a home that only root can reach. Default `/var/lib/kedge`. */
  readonly systemFolder?: string;
}

export interface EmbeddedPostgres {
  /** As the role that owns the database. The folder of a socket stands percent-encoded in the host's place. */
  readonly url: string;
  readonly dataFolder: string;
  /** Of Postgres: "18.4". */
  readonly version: string;
  readonly pid: number;
  /** Resolves when Postgres has ended, asked to or not. Never rejects. */
  readonly exited: Promise<ExitReason>;
  /** Disconnects clients, writes a checkpoint, ends Postgres and gives the home free. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts the Postgres of a home, and makes it first where there is none.
 *
 * @throws EmbeddedPostgresError whose message tells the user what to do.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { home } = options;
  let lock: HomeLock | undefined;
  try {
    await makeFolder(home, isRoot() ? 0o711 : 0o700);
    lock = await lockHome(home, async () => {
      const folder = await findServerFolder(home);
      if (folder !== undefined) await refuseIfServedElsewhere(folder);
    });
    return await startLocked(options, lock);
  } catch (error) {
    await lock?.release();
    throw explainSystemError(`The embedded database in ${home} could not be started`, error);
  }
}

async function startLocked(options: EmbeddedPostgresOptions, lock: HomeLock): Promise<EmbeddedPostgres> {
  const { home, log, settings = {}, systemFolder = "/var/lib/kedge" } = options;
  const packaged = packagedBinaries();
  const folder = await openServerFolder(home, systemFolder);
  const binaries = await usableBinaries(packaged, folder.path, folder.account);
  await clearOrphan(folder, (pid) =>
    log.warn(`stopping the Postgres (pid ${pid}) that an earlier server left running`),
  );
  const password = await ensureCluster(folder, binaries);
  await writeConfiguration(folder, settings);
  const { postmaster, address } = await launch(folder, binaries);
  void postmaster.exited.then(() => lock.release());
  log.info(`Postgres ${binaries.version} runs in ${folder.data} (pid ${postmaster.pid})`);

  return {
    url: `postgres://${ROLE}:${password}@${hostAndPort(address)}/${DATABASE}`,
    dataFolder: folder.data,
    version: binaries.version,
    pid: postmaster.pid,
    exited: postmaster.exited,
    async stop() {
      await postmaster.stop();
      await lock.release();
    },
  };
}
