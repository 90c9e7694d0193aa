/**
 * What a deployment is read with, as text for both ways of writing a statement: its row, the names of its flow and pool,
 * its schedules, its limit with the
 * slots in use, and when its runs were last asked for. From `deployment` under its own name.
 */
export const DEPLOYMENT_COLUMNS = `
  deployment.*, f.name as flow_name, p.name as work_pool_name,
  deployment_schedules(deployment.workspace_id, deployment.id) as schedules,
  last_poll_of(deployment) as last_asked_for, is_ready(deployment) as is_ready,
  (select jsonb_build_object('id', c.id, 'created', iso_instant(c.created), 'updated', iso_instant(c.updated),
     'name', c.name, 'limit', c.slot_limit, 'active', c.active, 'slot_decay_per_second', c.slot_decay_per_second,
     'active_slots', slots_in_use(c))
   from concurrency_limit c
   where c.workspace_id = deployment.workspace_id and c.id = deployment.concurrency_limit_id) as limit_taken`;

export const DEPLOYMENT_JOINS = `
  join flow f on f.workspace_id = deployment.workspace_id and f.id = deployment.flow_id
  left join work_pool p on p.workspace_id = deployment.workspace_id and p.id = deployment.work_pool_id`;
