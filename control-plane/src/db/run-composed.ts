import type { SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Sql } from "./connect.js";

const dialect = new PgDialect();

/**
 * Shapes of statements that are kept prepared on every connection. A prepared one saves a round trip, parsing and analysis
 * (0.2 of 0.6 ms for a list of runs), but costs some 50 KB in each connection for good, and filters have more shapes than
 * memory: those beyond the bound run unprepared.
 */
const MAX_PREPARED = 64;
const prepared = new Set<string>();

/**
 * Runs a statement composed of Drizzle's SQL through the driver itself. Drizzle's query builder would map every cell by
 * itself: a list of 50 runs took 1.8 ms of processor time that way and 1.2 ms this way.
 */
export async function runComposed<Row extends object>(sql: Sql, statement: SQL): Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  if (prepared.size < MAX_PREPARED) prepared.add(text);
  return await sql.unsafe<Row[]>(text, params as never[], { prepare: prepared.has(text) });
}
