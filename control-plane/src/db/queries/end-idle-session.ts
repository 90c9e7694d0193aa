import type { Sql } from "../connect.js";
import type { SessionKey } from "./keep-idle-sessions.js";

/** A worker has taken leave: it is not there any more. What it still has in hand keeps its leases. */
export async function endIdleSession(sql: Sql, { workspaceId, sessionId }: SessionKey): Promise<void> {
  await sql`
    update worker_session s set expires_at = clock_timestamp()
    where s.workspace_id = ${workspaceId} and s.id = ${sessionId} and s.expires_at > clock_timestamp()
      and not exists (select from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id)`;
}
