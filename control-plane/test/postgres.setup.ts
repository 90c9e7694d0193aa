import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { connect } from "../src/db/connect.js";
import { migrate } from "../src/db/migrate.js";
import { ensurePartitions } from "../src/db/partitions/ensure-partitions.js";
import { silentLog } from "../src/log.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A migrated database to copy; every test file gets a copy of its own. */
    templateUrl: string;
    /** Where databases are made and dropped. */
    serverUrl: string;
  }
}

const TEMPLATE = "kedge_template";

/** One real Postgres for the whole run: the embedded one, or `KEDGE_TEST_DATABASE_URL`. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["KEDGE_TEST_DATABASE_URL"];
  const home = given ? null : await mkdtemp(join(tmpdir(), "kedge-test-"));
  const postgres = home ? await startEmbedded(home) : null;
  const url = given ?? postgres!.url;

  const server = connect({ url, connections: 1 });
  await server.sql.unsafe(`drop database if exists ${TEMPLATE} with (force)`);
  await server.sql.unsafe(`create database ${TEMPLATE}`);
  await server.close();

  const templateUrl = withDatabase(url, TEMPLATE);
  const template = connect({ url: templateUrl, connections: 1 });
  await migrate(template.sql);
  await ensurePartitions(template.sql, Date.now());
  await template.close();
  project.provide("templateUrl", templateUrl);
  project.provide("serverUrl", url);

  return async () => {
    await postgres?.stop();
    if (home) await rm(home, { recursive: true, force: true });
  };
}

async function startEmbedded(home: string) {
  const { startEmbeddedPostgres } = await import("../src/db/embedded/index.js");
  // When the tests run as root, Postgres runs as another account, which must be able to reach it.
  await chmod(home, 0o711);
  return startEmbeddedPostgres({ home, log: silentLog, settings: { fsync: "off" } });
}

export function withDatabase(url: string, database: string): string {
  const copy = new URL(url);
  copy.pathname = `/${database}`;
  return copy.href;
}
