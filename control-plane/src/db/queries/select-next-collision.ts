import type { Sql } from "../connect.js";

/** Milliseconds until the next run is due of a deployment that cancels what finds no slot; null when none waits. */
export async function selectNextCollision(sql: Sql): Promise<number | null> {
  const [row] = await sql<[{ milliseconds: number | null }]>`
    select extract(epoch from min(next.due) - clock_timestamp())::float8 * 1000 as milliseconds
    from deployment d
    join work_queue q on q.workspace_id = d.workspace_id
    cross join lateral (
      select due.due from due_run due
      where due.workspace_id = d.workspace_id and due.work_queue_id = q.id
        and due.concurrency_limit_id = d.concurrency_limit_id and due.due > clock_timestamp()
      order by due.due limit 1
    ) next
    where d.concurrency_limit_id is not null and d.concurrency_options ->> 'collision_strategy' = 'CANCEL_NEW'`;
  return row.milliseconds;
}
