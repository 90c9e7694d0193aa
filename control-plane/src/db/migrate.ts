import { readFile, readdir } from "node:fs/promises";
import type { Sql } from "./connect.js";

const MIGRATIONS = new URL("../../migrations/", import.meta.url);

/** Serialises migrators: the lock is held by the transaction, so a crashed migrator leaves none behind. */
const MIGRATION_LOCK = 4_200_2026;

export interface MigrationReport {
  readonly applied: readonly string[];
}

/**
 * Brings the schema up to this release, forward only. Each migration is one transaction that takes the lock, looks again
 * whether another server has just done it, applies it and records it.
 */
export async function migrate(sql: Sql): Promise<MigrationReport> {
  const files = (await readdir(MIGRATIONS)).filter((file) => file.endsWith(".sql")).sort();
  const applied: string[] = [];
  for (const file of files) {
    const text = await readFile(new URL(file, MIGRATIONS), "utf8");
    const isNew = await sql.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      await transaction.unsafe(
        `create table if not exists migration (name text primary key, applied timestamptz not null default clock_timestamp())`,
      );
      const known = await transaction`select 1 from migration where name = ${file}`;
      if (known.length > 0) return false;
      await transaction.unsafe(text);
      await transaction`insert into migration (name) values (${file})`;
      return true;
    });
    if (isNew) applied.push(file);
  }
  await refuseNewerSchema(sql, files);
  return { applied };
}

/** An old server on a newer schema would write rows that the newer one does not understand. */
async function refuseNewerSchema(sql: Sql, known: readonly string[]): Promise<void> {
  const rows = await sql<{ name: string }[]>`select name from migration order by name`;
  const unknown = rows.map((row) => row.name).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new Error(
      `The database was migrated by a newer Kedge (${unknown.join(", ")}). Start that release or a newer one against it.`,
    );
  }
}
