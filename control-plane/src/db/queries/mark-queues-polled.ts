import type { Connection } from "../connect.js";

export interface PolledQueue {
  readonly id: string;
  readonly name: string;
  /** Whether people have been told that somebody polls it. */
  readonly is_announced: boolean;
}

/**
 * Notes that a stock worker asks for runs of these queues of a pool (null: all), and answers which of them there are. At
 * most once in ten seconds: a queue's row is not written at the rate of its pollers.
 */
export async function markQueuesPolled(
  sql: Connection,
  params: { readonly workspaceId: string; readonly poolId: string; readonly queueNames: readonly string[] | null },
): Promise<PolledQueue[]> {
  return sql<PolledQueue[]>`
    with queue as (
      select workspace_id, id, name, is_paused, announced_status, last_polled from work_queue
      where workspace_id = ${params.workspaceId} and work_pool_id = ${params.poolId}
        and (${params.queueNames}::text[] is null or name = any(${params.queueNames}::text[]))
    ),
    marked as (
      update work_queue w set last_polled = clock_timestamp() from queue q
      where w.workspace_id = q.workspace_id and w.id = q.id
        and (q.last_polled is null or q.last_polled < clock_timestamp() - interval '10 seconds')
    )
    select id, name, is_paused or announced_status is not distinct from 'READY' as is_announced from queue`;
}
