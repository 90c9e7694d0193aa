import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "../src/db/connect.js";
import { startEmbeddedPostgres } from "../src/db/embedded/index.js";
import { silentLog } from "../src/log.js";

export interface BenchPostgres {
  version: string;
  /** An empty database of this name, and its URL. */
  freshDatabase(name: string): Promise<string>;
  stop(): Promise<void>;
}

/** A Postgres for all servers of a comparison: the one whose URL is given, or a new embedded one that is thrown away after. */
export async function openPostgres(givenUrl: string | undefined): Promise<BenchPostgres> {
  const home = givenUrl ? null : await mkdtemp(join(tmpdir(), "kedge-bench-postgres-"));
  const embedded = home ? await startEmbeddedPostgres({ home, log: silentLog }) : null;
  const url = givenUrl ?? embedded?.url ?? "";
  const admin = connect({ url, connections: 1 });
  const [row] = await admin.sql<{ server_version: string }[]>`show server_version`;
  const made: string[] = [];

  async function drop(name: string): Promise<void> {
    await admin.sql.unsafe(`drop database if exists "${name}" with (force)`);
  }

  return {
    version: row?.server_version ?? "unknown",
    async freshDatabase(name) {
      await drop(name);
      await admin.sql.unsafe(`create database "${name}"`);
      made.push(name);
      const copy = new URL(url);
      copy.pathname = `/${name}`;
      return copy.href;
    },
    async stop() {
      for (const name of made) await drop(name);
      await admin.close();
      await embedded?.stop();
      if (home) await rm(home, { recursive: true, force: true });
    },
  };
}
