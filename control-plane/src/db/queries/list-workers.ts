import { sql } from "drizzle-orm";
import type { WorkerFilter } from "kedge/contract";
import type { Sql } from "../connect.js";
import { EVERYTHING } from "../filters/combine.js";
import { workerCondition } from "../filters/worker-filter.js";
import type { WorkerRow } from "../rows/worker-row.js";
import { runComposed } from "../run-composed.js";
import { worker } from "../schema/worker.js";

export interface ListWorkersParams {
  readonly workspaceId: string;
  readonly poolId: string;
  readonly filter: WorkerFilter | null;
  readonly limit: number;
  readonly offset: number;
}

/** The workers of a pool, those heard of last first. One of ours is heard of whenever its session is renewed. */
export async function listWorkers(client: Sql, params: ListWorkersParams): Promise<WorkerRow[]> {
  const { workspaceId, poolId, filter } = params;
  return await runComposed<WorkerRow>(
    client,
    sql`
      select workspace_id, id, created, updated, work_pool_id, name, last_heartbeat_time, heartbeat_interval_seconds, status, trouble
      from (
        select ${worker}.workspace_id, ${worker}.id, ${worker}.created, ${worker}.updated, ${worker}.work_pool_id,
          ${worker}.name, ${worker}.heartbeat_interval_seconds,
          greatest(${worker}.last_heartbeat_time, (
            select max(s.renewed) from worker_session s
            where s.workspace_id = ${worker}.workspace_id and s.work_pool_id = ${worker}.work_pool_id
              and s.worker_name = ${worker}.name)) as last_heartbeat_time,
          case when is_online(${worker}) then 'ONLINE' else 'OFFLINE' end as status,
          (select s.trouble from worker_session s
           where s.workspace_id = ${worker}.workspace_id and s.work_pool_id = ${worker}.work_pool_id
             and s.worker_name = ${worker}.name and s.expires_at > clock_timestamp()
           order by s.renewed desc limit 1) as trouble
        from ${worker} where ${worker}.workspace_id = ${workspaceId} and ${worker}.work_pool_id = ${poolId}
      ) seen
      where ${filter ? workerCondition(filter) : EVERYTHING}
      order by last_heartbeat_time desc nulls last, name limit ${params.limit} offset ${params.offset}`,
  );
}
