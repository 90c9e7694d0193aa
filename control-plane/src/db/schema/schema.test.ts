import { readdir } from "node:fs/promises";
import { is } from "drizzle-orm";
import { PgTable, getTableConfig } from "drizzle-orm/pg-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createTestDatabase, type TestDatabase } from "../../../test/database.js";
import { dumpSchema } from "../../../test/dump-schema.js";

/** Only ever named in hand-written SQL, where the database itself checks every column. */
const WITHOUT_DRIZZLE = [
  "concurrency_limit",
  "deployment_schedule",
  "due_run",
  "event",
  "flow_run_input",
  "flow_run_state",
  "late_report",
  "lease",
  "migration",
  "plane",
  "set_aside_report",
  "slot_lease",
  "spool_mark",
  "task_run_cache",
  "task_run_state",
  "unsettled_run",
  "worker_session",
  "workspace",
];

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.close());

interface Column {
  name: string;
  type: string;
  notNull: boolean;
}

async function describedTables(): Promise<Map<string, Column[]>> {
  const tables = new Map<string, Column[]>();
  const files = (await readdir(new URL(".", import.meta.url))).filter((file) => /^[^.]*\.ts$/.test(file));
  for (const file of files) {
    const module: Record<string, unknown> = await import(new URL(file, import.meta.url).href);
    for (const exported of Object.values(module)) {
      if (!is(exported, PgTable)) continue;
      const { name, columns } = getTableConfig(exported);
      tables.set(
        name,
        columns.map((column) => ({ name: column.name, type: column.getSQLType(), notNull: column.notNull })),
      );
    }
  }
  return tables;
}

async function migratedTables(): Promise<Map<string, Column[]>> {
  const rows = await database.sql<(Column & { table: string })[]>`
    select c.relname as "table", a.attname as name, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull as "notNull"
    from pg_attribute a join pg_class c on c.oid = a.attrelid
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
      and a.attnum > 0 and not a.attisdropped
    order by a.attnum`;
  const tables = new Map<string, Column[]>();
  for (const { table, ...column } of rows) tables.set(table, [...(tables.get(table) ?? []), column]);
  return tables;
}

/** Two spellings of one type. */
const TYPE_NAMES: Record<string, string> = { timestamptz: "timestamp with time zone" };

it("the tables that Drizzle knows are the tables that the migrations make, column by column", async () => {
  const [described, migrated] = [await describedTables(), await migratedTables()];
  expect([...described.keys(), ...WITHOUT_DRIZZLE].toSorted()).toEqual([...migrated.keys()].toSorted());
  const byName = (a: Column, b: Column) => (a.name < b.name ? -1 : 1);
  for (const [table, columns] of described) {
    const expected = columns.map((column) => ({ ...column, type: TYPE_NAMES[column.type] ?? column.type }));
    expect(expected.toSorted(byName), table).toEqual(migrated.get(table)!.toSorted(byName));
  }
});

it("the committed schema.sql is what the migrations make: `npm run schema` writes it", async () => {
  await expect(await dumpSchema(database.sql)).toMatchFileSnapshot("../../../schema.sql");
});
