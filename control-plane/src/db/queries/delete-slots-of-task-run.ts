import type { TakenLimit } from "kedge/contract";
import type { Sql } from "../connect.js";

/** Gives back what a task run holds of these limits, and learns how long it was held. Answers the limits, held or not. */
export async function deleteSlotsOfTaskRun(
  sql: Sql,
  params: { workspaceId: string; names: readonly string[]; taskRunId: string },
): Promise<TakenLimit[]> {
  return sql<TakenLimit[]>`
    with named as (
      select c.workspace_id, c.id, c.name, c.slot_limit from concurrency_limit c
      where c.workspace_id = ${params.workspaceId} and c.name = any(${params.names}::text[])
    ),
    released as (
      delete from slot_lease s using named n
      where s.workspace_id = n.workspace_id and s.concurrency_limit_id = n.id
        and s.holder_type = 'task_run' and s.holder_id = ${params.taskRunId}
      returning s.workspace_id, s.concurrency_limit_id, extract(epoch from clock_timestamp() - s.taken)::float8 as seconds
    ),
    learnt as (
      update concurrency_limit c
      set slot_occupancy_seconds = c.slot_occupancy_seconds
        + (r.seconds - c.slot_occupancy_seconds) / greatest(2 * c.slot_limit, 1)
      from (select workspace_id, concurrency_limit_id, max(seconds) as seconds from released group by 1, 2) r
      where c.workspace_id = r.workspace_id and c.id = r.concurrency_limit_id
    )
    select id, name, slot_limit as "limit" from named order by name`;
}
