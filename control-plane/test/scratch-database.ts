import { onTestFinished } from "vitest";
import { connect, type Sql } from "../src/db/connect.js";
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "../src/db/embedded/index.js";
import { silentLog } from "../src/log.js";

/** Starts the embedded Postgres of a home, stopped when the test ends. */
export async function startScratchDatabase(
  home: string,
  options: Partial<EmbeddedPostgresOptions> = {},
): Promise<EmbeddedPostgres> {
  const database = await startEmbeddedPostgres({ home, log: silentLog, ...options });
  onTestFinished(() => database.stop());
  return database;
}

/** One connection, closed when the test ends. */
export function open(url: string): Sql {
  const connection = connect({ url, connections: 1 });
  onTestFinished(() => connection.close());
  return connection.sql;
}

/** Commits a row, to be looked for after what the test does to the database; returns its id. */
export async function commitRow(url: string): Promise<string> {
  const sql = open(url);
  await sql`create table if not exists kept (id uuid default gen_random_uuid())`;
  const [row] = await sql<{ id: string }[]>`insert into kept default values returning id`;
  return row?.id ?? "";
}

export async function holdsRow(url: string, id: string): Promise<boolean> {
  return (await open(url)`select id from kept where id = ${id}`).length === 1;
}
