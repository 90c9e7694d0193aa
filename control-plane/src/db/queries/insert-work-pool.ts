import type { WorkPoolCreate } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface InsertWorkPoolParams extends WorkPoolCreate {
  workspaceId: string;
  id: string;
  queueId: string;
}

/** Makes a pool together with its default queue; false when the name is taken. */
export async function insertWorkPool(sql: Sql, pool: InsertWorkPoolParams): Promise<boolean> {
  const made = await sql`
    with pool as (
      insert into work_pool (workspace_id, id, name, description, type, base_job_template, is_paused, concurrency_limit,
                             default_queue_id, storage_configuration)
      values (${pool.workspaceId}, ${pool.id}, ${pool.name}, ${pool.description ?? null}, ${pool.type},
              ${JSON.stringify(pool.base_job_template)}, ${pool.is_paused}, ${pool.concurrency_limit ?? null},
              ${pool.queueId}, ${JSON.stringify(pool.storage_configuration)})
      on conflict (workspace_id, name) do nothing
      returning workspace_id, id
    )
    insert into work_queue (workspace_id, id, work_pool_id, name, description, priority, announced_status)
    select workspace_id, ${pool.queueId}, id, 'default', 'The work pool''s default queue.', 1, 'NOT_READY' from pool
    returning id`;
  return made.length > 0;
}
