import type { Sql } from "../connect.js";

/** Sets how many slots the limit of a tag has; tells whether there was none before. What is held stays held. */
export async function upsertTagLimit(
  sql: Sql,
  params: { workspaceId: string; id: string; tag: string; slots: number },
): Promise<{ isNew: boolean }> {
  const [row] = await sql<[{ id: string }]>`
    insert into concurrency_limit (workspace_id, id, name, slot_limit)
    values (${params.workspaceId}, ${params.id}, 'tag:' || ${params.tag}::text, ${params.slots})
    on conflict (workspace_id, name) do update set slot_limit = excluded.slot_limit, updated = clock_timestamp()
    returning id`;
  return { isNew: row.id === params.id };
}
