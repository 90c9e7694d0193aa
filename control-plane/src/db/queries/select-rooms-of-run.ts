import type { Connection } from "../connect.js";
import type { RoomRow } from "../rows/room.js";

/** Every limit that the run falls under, with what is free of it, counted from live leases. */
export async function selectRoomsOfRun(
  sql: Connection,
  { workspaceId, runId }: { workspaceId: string; runId: string },
): Promise<readonly RoomRow[]> {
  return sql<RoomRow[]>`
    with run as (
      select r.workspace_id, r.work_pool_id, r.work_queue_id, d.id as deployment_id, d.name as deployment_name,
             coalesce(due.concurrency_limit_id, d.concurrency_limit_id) as concurrency_limit_id
      from flow_run r
      left join due_run due on due.workspace_id = r.workspace_id and due.flow_run_id = r.id
      left join deployment d on d.workspace_id = r.workspace_id and d.id = r.deployment_id
      where r.workspace_id = ${workspaceId} and r.id = ${runId}
    )
    select 'deployment' as kind,
           case when c.name = 'deployment:' || run.deployment_id then 'deployment ' || run.deployment_name
                else 'concurrency limit ' || c.name end as name,
           c.slot_limit as slots, free_slots(c) as free
    from run
    join concurrency_limit c on c.workspace_id = run.workspace_id and c.id = run.concurrency_limit_id
    where c.active
    union all
    select 'workQueue', 'work queue ' || q.name, q.concurrency_limit, free_slots(q)
    from run join work_queue q on q.workspace_id = run.workspace_id and q.id = run.work_queue_id
    where q.concurrency_limit is not null
    union all
    select 'workPool', 'work pool ' || p.name, p.concurrency_limit, free_slots(p)
    from run join work_pool p on p.workspace_id = run.workspace_id and p.id = run.work_pool_id
    where p.concurrency_limit is not null`;
}
