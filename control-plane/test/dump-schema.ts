import type { Sql } from "../src/db/connect.js";

/**
 * The schema as a few hundred lines that a reviewer reads: what `pg_dump --schema-only` says, told by the catalog itself,
 * since the embedded Postgres brings no pg_dump. Partitions are left out: which ones there are depends on the day.
 */
export async function dumpSchema(sql: Sql): Promise<string> {
  const [functions, tables, columns, constraints, indexes, views] = await Promise.all([
    selectFunctions(sql),
    selectTables(sql),
    selectColumns(sql),
    selectConstraints(sql),
    selectIndexes(sql),
    selectViews(sql),
  ]);
  const parts = functions.map((row) => `${row.definition.trim()};`);
  for (const { name, partition_key, options } of tables) {
    const own = <Row extends { table_name: string }>(rows: readonly Row[]) =>
      rows.filter((row) => row.table_name === name);
    const lines = [
      ...own(columns).map((column) => `  ${column.definition}`),
      ...own(constraints).map((constraint) => `  constraint ${constraint.name} ${constraint.definition}`),
    ];
    const partitioned = partition_key ? ` partition by ${partition_key.toLowerCase()}` : "";
    const storage = options ? ` with (${options})` : "";
    const table = `create table ${name} (\n${lines.join(",\n")}\n)${partitioned}${storage};`;
    parts.push([table, ...own(indexes).map((index) => `${index.definition};`)].join("\n"));
  }
  parts.push(...views.map(({ name, definition }) => `create view ${name} as\n${definition}`));
  return `${HEADER}${parts.join("\n\n")}\n`;
}

const HEADER = `-- The migrated schema, for reading and review. Written by \`npm run schema -w @kedge/control-plane\`; a test checks that it is current.

`;

const selectFunctions = (sql: Sql) => sql<{ definition: string }[]>`
  select pg_get_functiondef(p.oid) as definition
  from pg_proc p where p.pronamespace = 'public'::regnamespace order by p.proname, pg_get_function_identity_arguments(p.oid)`;

const selectViews = (sql: Sql) => sql<{ name: string; definition: string }[]>`
  select viewname as name, definition from pg_views where schemaname = 'public' order by viewname`;

const selectTables = (sql: Sql) => sql<{ name: string; partition_key: string | null; options: string | null }[]>`
  select c.relname as name, pg_get_partkeydef(c.oid) as partition_key, array_to_string(c.reloptions, ', ') as options
  from pg_class c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  order by c.relname`;

const selectColumns = (sql: Sql) => sql<{ table_name: string; definition: string }[]>`
  select c.relname as table_name,
         a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
           || case when a.attnotnull then ' not null' else '' end
           || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '') as definition
  from pg_attribute a
  join pg_class c on c.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where c.relnamespace = 'public'::regnamespace and a.attnum > 0 and not a.attisdropped
  order by a.attnum`;

/** Since Postgres 18 "not null" is a constraint as well; it stands at its column. */
const selectConstraints = (sql: Sql) => sql<{ table_name: string; name: string; definition: string }[]>`
  select c.relname as table_name, n.conname as name, pg_get_constraintdef(n.oid) as definition
  from pg_constraint n join pg_class c on c.oid = n.conrelid
  where c.relnamespace = 'public'::regnamespace and n.contype <> 'n'
  order by n.contype desc, n.conname`;

/** Those behind a constraint stand with it. */
const selectIndexes = (sql: Sql) => sql<{ table_name: string; definition: string }[]>`
  select c.relname as table_name, replace(pg_get_indexdef(i.indexrelid), 'public.', '') as definition
  from pg_index i join pg_class c on c.oid = i.indrelid join pg_class x on x.oid = i.indexrelid
  where c.relnamespace = 'public'::regnamespace
    and not exists (select from pg_constraint n where n.conindid = i.indexrelid)
  order by x.relname`;
