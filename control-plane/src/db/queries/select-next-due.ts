import type { Sql } from "../connect.js";

export interface NextDue {
  /** Whether a run is due that nobody has claimed: it waits for a slot, a limit or the end of a pause. */
  readonly isOverdue: boolean;
  /** Until the next run that is due later, by the database's clock; null when there is none. */
  readonly inMs: number | null;
}

/**
 * For many pools at once, when their next run is due. Two reads off one end of an index each: the first row of the pool
 * tells whether anything is overdue, and the first one past now is the next. However long the list is, the cost is the same.
 */
export async function selectNextDue(
  sql: Sql,
  pools: readonly { readonly workspaceId: string; readonly poolId: string }[],
): Promise<NextDue[]> {
  const rows = await sql<{ pool_id: string; is_overdue: boolean | null; in_ms: number | null }[]>`
    select p.pool_id,
           (select min(due) from due_run d
            where d.workspace_id = p.workspace_id and d.work_pool_id = p.pool_id) <= now.instant as is_overdue,
           extract(epoch from (select min(due) from due_run d
            where d.workspace_id = p.workspace_id and d.work_pool_id = p.pool_id
              and d.due > now.instant) - now.instant)::float8 * 1000 as in_ms
    from unnest(${pools.map((pool) => pool.workspaceId)}::uuid[], ${pools.map((pool) => pool.poolId)}::uuid[])
      as p(workspace_id, pool_id)
    cross join (select clock_timestamp() as instant) now`;
  const byPool = new Map(rows.map((row) => [row.pool_id, row]));
  return pools.map(({ poolId }) => {
    const row = byPool.get(poolId);
    return { isOverdue: row?.is_overdue ?? false, inMs: row?.in_ms ?? null };
  });
}
