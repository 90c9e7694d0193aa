import type { ConcurrencyLimitCreate } from "kedge/contract";
import type { Sql } from "../connect.js";
import { LIMIT_COLUMNS, type ConcurrencyLimitRow } from "../rows/concurrency-limit-row.js";

/** Undefined when the name is taken. */
export async function insertConcurrencyLimit(
  sql: Sql,
  params: ConcurrencyLimitCreate & { workspaceId: string; id: string },
): Promise<ConcurrencyLimitRow | undefined> {
  const rows = await sql<ConcurrencyLimitRow[]>`
    insert into concurrency_limit as c (workspace_id, id, name, slot_limit, active, slot_decay_per_second)
    values (${params.workspaceId}, ${params.id}, ${params.name}, ${params.limit}, ${params.active},
            ${params.slot_decay_per_second})
    on conflict (workspace_id, name) do nothing
    returning ${sql.unsafe(LIMIT_COLUMNS)}`;
  return rows[0];
}
