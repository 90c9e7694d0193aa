import { sql, type SQL } from "drizzle-orm";
import { PgDialect } from "drizzle-orm/pg-core";
import type { Connection } from "./connect.js";

const dialect = new PgDialect();

/**
 * Shapes of statements that stay prepared. A prepared one saves a round trip and its parsing, a tenth of a list of runs; but
 * it costs some 50 KB in every connection for good, and filters have more shapes than that.
 */
const MAX_PREPARED = 64;
const prepared = new Set<string>();

/**
 * Runs a statement composed of Drizzle's SQL through the driver itself: Drizzle maps every cell on its own, 1.8 ms of
 * processor time for a list of 50 runs where this takes 1.2 ms.
 *
 * @param reads must plan every statement by its values (`plan_cache_mode`): what is right for a state of a million runs is
 * a scan of them all for one of ten.
 */
export async function runComposed<Row extends object>(reads: Connection, statement: SQL): Promise<Row[]> {
  const { sql: text, params } = dialect.sqlToQuery(statement);
  if (prepared.size < MAX_PREPARED) prepared.add(text);
  return await reads.unsafe<Row[]>(text, params as never[], { prepare: prepared.has(text) });
}

/** Composed once what every statement repeats: taking it apart again took a twentieth of a list. */
export function composedOnce(part: SQL): SQL {
  const { sql: text, params } = dialect.sqlToQuery(part);
  if (params.length > 0) throw new Error(`a part with parameters cannot be composed once: ${text}`);
  return sql.raw(text);
}
