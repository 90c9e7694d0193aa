import type { Connection } from "../connect.js";

export interface NamedQueue {
  readonly id: string;
  readonly name: string;
}

/** The queues of a pool that have one of these names, or all of them, by priority. */
export function selectQueuesOfPool(
  sql: Connection,
  params: { workspaceId: string; poolId: string; names: readonly string[] | null },
): Promise<NamedQueue[]> {
  const names = params.names as string[] | null;
  return sql<NamedQueue[]>`
    select id, name from work_queue
    where workspace_id = ${params.workspaceId} and work_pool_id = ${params.poolId}
      and (${names}::text[] is null or name = any(${names}::text[]))
    order by priority`;
}
