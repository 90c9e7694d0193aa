import type { Connection } from "../connect.js";

interface RoomRow {
  readonly kind: "deployment" | "workQueue" | "workPool";
  readonly name: string;
  readonly slots: number;
  readonly free: number;
}

/** Every limit that the run falls under, with what is free of it, counted from live leases. */
export async function selectRoomsOfRun(
  sql: Connection,
  { workspaceId, runId }: { workspaceId: string; runId: string },
): Promise<readonly RoomRow[]> {
  return sql<RoomRow[]>`
    with run as (
      select workspace_id, deployment_id, work_pool_id, work_queue_id from flow_run
      where workspace_id = ${workspaceId} and id = ${runId}
    )
    select 'deployment' as kind,
           case when c.name = 'deployment:' || d.id then 'deployment ' || d.name else 'limit ' || c.name end as name,
           c.slot_limit as slots, c.slot_limit - slots_in_use(c) as free
    from run
    join deployment d on d.workspace_id = run.workspace_id and d.id = run.deployment_id
    join concurrency_limit c on c.workspace_id = run.workspace_id and c.id = d.concurrency_limit_id
    where c.active
    union all
    select 'workQueue', 'work queue ' || q.name, q.concurrency_limit, q.concurrency_limit - (
      select count(*)::int from lease l
      where l.workspace_id = q.workspace_id and l.work_pool_id = q.work_pool_id and l.work_queue_id = q.id and is_live(l))
    from run join work_queue q on q.workspace_id = run.workspace_id and q.id = run.work_queue_id
    where q.concurrency_limit is not null
    union all
    select 'workPool', 'work pool ' || p.name, p.concurrency_limit, p.concurrency_limit - (
      select count(*)::int from lease l
      where l.workspace_id = p.workspace_id and l.work_pool_id = p.id and is_live(l))
    from run join work_pool p on p.workspace_id = run.workspace_id and p.id = run.work_pool_id
    where p.concurrency_limit is not null`;
}
