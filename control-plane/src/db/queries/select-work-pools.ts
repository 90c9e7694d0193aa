import type { Sql } from "../connect.js";
import type { WorkPoolRow } from "../rows/work-pool-row.js";

export interface SelectWorkPoolsParams {
  workspaceId: string;
  names?: readonly string[] | null;
  ids?: readonly string[] | null;
  types?: readonly string[] | null;
  limit: number;
  offset: number;
}

/** Pools by name, with the slots that live leases hold and whether any worker's session is alive. */
export async function selectWorkPools(sql: Sql, params: SelectWorkPoolsParams): Promise<WorkPoolRow[]> {
  const { workspaceId, names = null, ids = null, types = null, limit, offset } = params;
  return sql<WorkPoolRow[]>`
    select p.*,
      (select count(*)::int from lease l join worker_session s using (workspace_id)
       where l.workspace_id = p.workspace_id and l.work_pool_id = p.id
         and s.id = l.session_id and s.expires_at > clock_timestamp()) as active_slots,
      exists (select 1 from worker_session s
              where s.workspace_id = p.workspace_id and s.work_pool_id = p.id and s.expires_at > clock_timestamp())
        as has_live_worker
    from work_pool p
    where p.workspace_id = ${workspaceId}
      and (${names}::text[] is null or p.name = any(${names}::text[]))
      and (${ids}::uuid[] is null or p.id = any(${ids}::uuid[]))
      and (${types}::text[] is null or p.type = any(${types}::text[]))
    order by p.name limit ${limit} offset ${offset}`;
}

export async function selectWorkPool(sql: Sql, workspaceId: string, name: string): Promise<WorkPoolRow | undefined> {
  return (await selectWorkPools(sql, { workspaceId, names: [name], limit: 1, offset: 0 }))[0];
}
