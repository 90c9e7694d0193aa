import type { LimitHolder } from "kedge/contract";
import type { Sql } from "../connect.js";

/** Whoever holds slots of a limit now, the longest-held first: runs by their claims, and what took slots by a lease. */
export async function selectLimitHolders(
  sql: Sql,
  params: { workspaceId: string; limitId: string; limit: number },
): Promise<LimitHolder[]> {
  return sql<LimitHolder[]>`
    select held.type, held.id, held.slots, held.since, held.until,
           coalesce(r.name, t.name) as name, coalesce(r.id, t.flow_run_id) as flow_run_id
    from (
      select l.workspace_id, 'flow_run' as type, l.flow_run_id as id, 1 as slots, l.claimed as since, l.ends_at as until
      from held_lease l
      where l.workspace_id = ${params.workspaceId} and l.concurrency_limit_id = ${params.limitId}
        and l.ends_at > clock_timestamp()
      union all
      select s.workspace_id, coalesce(s.holder_type, 'unknown'), s.holder_id, s.slots, s.taken, s.expires_at
      from slot_lease s
      where s.workspace_id = ${params.workspaceId} and s.concurrency_limit_id = ${params.limitId}
        and s.expires_at > clock_timestamp()
    ) held
    left join flow_run r on held.type = 'flow_run' and r.workspace_id = held.workspace_id and r.id = held.id
    left join task_run t on held.type = 'task_run' and t.workspace_id = held.workspace_id and t.id = held.id
    order by held.since, held.id limit ${params.limit}`;
}
