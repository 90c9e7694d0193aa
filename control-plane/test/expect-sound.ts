import type { Sql } from "../src/db/connect.js";
import { verify } from "../src/verify/index.js";

/** Fails the test whose plane leaves a database in which an invariant does not hold. */
export async function expectSound(sql: Sql): Promise<void> {
  const found = await verify(sql);
  if (found.length === 0) return;
  const lines = found.map(({ invariant, subject, detail }) => `${invariant}: ${subject}: ${detail}`);
  throw new Error(`The database is not sound:\n${lines.join("\n")}`);
}
