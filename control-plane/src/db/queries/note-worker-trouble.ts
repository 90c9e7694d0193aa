import type { Sql } from "../connect.js";
import { IDLE_SESSION_LASTS } from "./keep-idle-sessions.js";

export interface WorkerTrouble {
  readonly workspaceId: string;
  readonly poolName: string;
  readonly workerName: string;
  readonly sessionId: string;
  readonly trouble: string | null;
}

/**
 * Notes why a worker takes no runs, or that it takes them again; resolves whether there is such a pool. Being told of it is a
 * sign of life: without a channel a worker that claims nothing gives no other. A session that holds leases is left to the
 * renewals, as everywhere.
 */
export async function noteWorkerTrouble(sql: Sql, told: WorkerTrouble): Promise<boolean> {
  const noted = await sql`
    insert into worker_session as s (workspace_id, id, work_pool_id, worker_name, expires_at, trouble)
    select workspace_id, ${told.sessionId}, id, ${told.workerName},
           clock_timestamp() + ${IDLE_SESSION_LASTS}::interval, ${told.trouble}
    from work_pool where workspace_id = ${told.workspaceId} and name = ${told.poolName}
    on conflict (workspace_id, id) do update set
      trouble = excluded.trouble,
      renewed = clock_timestamp(),
      expires_at = case
        when exists (select from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id) then s.expires_at
        else greatest(s.expires_at, excluded.expires_at)
      end`;
  return noted.count > 0;
}
