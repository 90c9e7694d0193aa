import type { Sql } from "../connect.js";
import { LIMIT_COLUMNS, type ConcurrencyLimitRow } from "../rows/concurrency-limit-row.js";

/** By id or name; undefined when there is none. */
export async function selectConcurrencyLimit(
  sql: Sql,
  { workspaceId, idOrName }: { workspaceId: string; idOrName: string },
): Promise<ConcurrencyLimitRow | undefined> {
  const rows = await sql<ConcurrencyLimitRow[]>`
    select ${sql.unsafe(LIMIT_COLUMNS)} from concurrency_limit c
    where c.workspace_id = ${workspaceId} and (c.name = ${idOrName} or c.id::text = lower(${idOrName}))
    order by c.name = ${idOrName} limit 1`;
  return rows[0];
}

export async function selectConcurrencyLimits(
  sql: Sql,
  { workspaceId, limit, offset }: { workspaceId: string; limit: number; offset: number },
): Promise<ConcurrencyLimitRow[]> {
  return sql<ConcurrencyLimitRow[]>`
    select ${sql.unsafe(LIMIT_COLUMNS)} from concurrency_limit c
    where c.workspace_id = ${workspaceId} order by c.name limit ${limit} offset ${offset}`;
}
