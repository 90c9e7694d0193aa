import type { Connection } from "../connect.js";

/**
 * For a statement that deletes the queues in its CTE `gone_queue (workspace_id, id)`: nothing is left that points there and
 * still counts. What waits in them is offered to nobody and has no queue from then on, nor has what runs, so that it can't
 * come back to a queue that isn't there. Runs are locked before what hangs on them, as everywhere. Runs that ended keep the
 * queue's id: history is not rewritten.
 */
export const detachRuns = (sql: Connection) => sql`
  affected as materialized (
    select r.workspace_id, r.id from flow_run r
    where (r.workspace_id, r.id) in (
      select d.workspace_id, d.flow_run_id from due_run d join gone_queue g
        on g.workspace_id = d.workspace_id and g.id = d.work_queue_id
      union all
      select l.workspace_id, l.flow_run_id from lease l join gone_queue g
        on g.workspace_id = l.workspace_id and g.id = l.work_queue_id)
    order by r.workspace_id, r.id for no key update
  ),
  detached as (
    update flow_run r set work_pool_id = null, work_queue_id = null
    from affected a where r.workspace_id = a.workspace_id and r.id = a.id
    returning r.id
  ),
  no_longer_due as (
    delete from due_run d using gone_queue g
    where d.workspace_id = g.workspace_id and d.work_queue_id = g.id and (select count(*) from detached) >= 0
  ),
  deployments as (
    update deployment d set work_pool_id = null, work_queue_id = null, work_queue_name = null
    from gone_queue g where d.workspace_id = g.workspace_id and d.work_queue_id = g.id
  )`;
