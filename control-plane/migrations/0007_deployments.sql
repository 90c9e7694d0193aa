-- A deployment's own limit is a row of concurrency_limit named `deployment:<id>`, from here on the only place of its number.
insert into concurrency_limit (workspace_id, id, name, slot_limit)
select workspace_id, gen_random_uuid(), 'deployment:' || id, concurrency_limit from deployment
where concurrency_limit is not null
on conflict (workspace_id, name) do nothing;
update deployment d set concurrency_limit_id = c.id
from concurrency_limit c
where c.workspace_id = d.workspace_id and c.name = 'deployment:' || d.id and d.concurrency_limit_id is null;

alter table deployment
  drop column concurrency_limit,
  -- What the last event about its readiness said, so that the next is sent only when that changes.
  add column told_ready boolean not null default false;

-- What waits to start, by deployment: what a served flow asks for every ten seconds, and what a change of a deployment
-- concerns. A run leaves this index with its first transition, so that it costs one entry in a run's life.
create index flow_run_scheduled_of_deployment on flow_run (workspace_id, deployment_id, next_scheduled_start_time)
  where state_type = 'SCHEDULED' and deployment_id is not null;

-- When somebody last asked for its runs: a worker for those of its queue, or a process that serves it.
create function last_poll_of(asked deployment) returns timestamptz
  language sql stable
  return greatest(asked.last_polled, (
    select q.last_polled from work_queue q where q.workspace_id = asked.workspace_id and q.id = asked.work_queue_id));

-- A worker takes runs of its queue, or a process that serves it has asked for them.
create function is_ready(asked deployment) returns boolean
  language sql stable
  return coalesce(asked.last_polled > clock_timestamp() - interval '60 seconds', false)
    or exists (
      select from work_queue q
      where q.workspace_id = asked.workspace_id and q.id = asked.work_queue_id and current_status(q) = 'READY');
