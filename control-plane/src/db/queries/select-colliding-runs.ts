import type { Sql } from "../connect.js";

export interface CollidingRunRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly state_id: string;
  readonly limit_name: string;
  readonly slots: number;
}

/**
 * Runs that a claim would take but for the limit of their deployment, which wants none that finds no slot (CANCEL_NEW): due,
 * never started, in a queue that is open. Off the deployments that ask for it; where there are none it is one look at an
 * empty index.
 */
export async function selectCollidingRuns(sql: Sql, params: { limit: number }): Promise<CollidingRunRow[]> {
  return sql<CollidingRunRow[]>`
    select r.workspace_id, r.id, r.state_id, c.slot_limit as slots,
           case when c.name = 'deployment:' || d.id then 'deployment ' || d.name
                else 'concurrency limit ' || c.name end as limit_name
    from deployment d
    join concurrency_limit c on c.workspace_id = d.workspace_id and c.id = d.concurrency_limit_id
    join work_queue q on q.workspace_id = d.workspace_id and not q.is_paused
    join work_pool p on p.workspace_id = q.workspace_id and p.id = q.work_pool_id and not p.is_paused
    cross join lateral (
      select due.flow_run_id, due.due from due_run due
      where due.workspace_id = d.workspace_id and due.work_queue_id = q.id and due.concurrency_limit_id = c.id
        and due.due <= clock_timestamp()
      order by due.due, due.flow_run_id limit ${params.limit}
    ) due
    join flow_run r on r.workspace_id = d.workspace_id and r.id = due.flow_run_id
    where d.concurrency_limit_id is not null and d.concurrency_options ->> 'collision_strategy' = 'CANCEL_NEW'
      -- Of a limit of 0 none may start, and none is cancelled for it: it is a way to stop a deployment for a while.
      and c.slot_limit > 0 and free_slots(c) <= 0
      and r.deployment_id = d.id and r.state_type = 'SCHEDULED' and r.run_count = 0 and r.attempt = 0
    order by due.due, r.id limit ${params.limit}`;
}
