import type { WorkPoolStatus } from "kedge/contract";
import type { Connection } from "../connect.js";

/** A pool or a queue whose status is another than the one last told of. */
export interface AnnouncedPool {
  readonly workspace_id: string;
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly status: WorkPoolStatus;
  readonly announced_at: string;
  readonly previously_announced_at: string | null;
}

export interface AnnouncedQueue {
  readonly workspace_id: string;
  readonly id: string;
  readonly name: string;
  readonly status: WorkPoolStatus;
  readonly work_pool_id: string;
  readonly work_pool_name: string;
  readonly work_pool_type: string;
}

/** Which pools to look at: all of all workspaces, or one. */
export type PoolScope = { readonly workspaceId: string; readonly poolId: string } | null;

/**
 * Takes on the changes of status that nobody has been told of. Each change is answered to one caller only: whoever comes
 * second waits for the row and finds it told.
 */
export async function announcePoolStatuses(sql: Connection, scope: PoolScope): Promise<AnnouncedPool[]> {
  return sql<AnnouncedPool[]>`
    with changed as materialized (
      select p.workspace_id, p.id, p.announced_at, current_status(p) as status from work_pool p
      where ${inScope(sql, scope, sql`p.workspace_id`, sql`p.id`)}
        and current_status(p) is distinct from p.announced_status
    )
    update work_pool p set announced_status = c.status, announced_at = clock_timestamp()
    from changed c
    where p.workspace_id = c.workspace_id and p.id = c.id and p.announced_status is distinct from c.status
      and c.status is not null
    returning p.workspace_id, p.id, p.name, p.type, c.status, p.announced_at, c.announced_at as previously_announced_at`;
}

export async function announceQueueStatuses(sql: Connection, scope: PoolScope): Promise<AnnouncedQueue[]> {
  return sql<AnnouncedQueue[]>`
    with changed as materialized (
      select q.workspace_id, q.id, current_status(q) as status from work_queue q
      where ${inScope(sql, scope, sql`q.workspace_id`, sql`q.work_pool_id`)}
        and current_status(q) is distinct from q.announced_status
    )
    update work_queue q set announced_status = c.status
    from changed c, work_pool p
    where q.workspace_id = c.workspace_id and q.id = c.id and q.announced_status is distinct from c.status
      and p.workspace_id = q.workspace_id and p.id = q.work_pool_id
    returning q.workspace_id, q.id, q.name, c.status, q.work_pool_id, p.name as work_pool_name, p.type as work_pool_type`;
}

function inScope(
  sql: Connection,
  scope: PoolScope,
  workspace: ReturnType<Connection>,
  pool: ReturnType<Connection>,
): ReturnType<Connection> {
  return scope === null ? sql`true` : sql`${workspace} = ${scope.workspaceId} and ${pool} = ${scope.poolId}`;
}
