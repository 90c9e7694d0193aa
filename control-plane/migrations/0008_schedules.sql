alter table deployment_schedule
  -- Every instant up to here has its run, or was left out by the schedule's policy on missed runs: nothing is made twice
  -- and nothing is forgotten, however long the servers were away.
  add column decided_until timestamptz not null default clock_timestamp(),
  -- When more runs must be made ahead. Null: none are wanted (paused), or there are no more instants.
  add column refill_at timestamptz default clock_timestamp();
create index deployment_schedule_to_refill on deployment_schedule (refill_at) where refill_at is not null;

-- As a deployment shows its schedules: the one that was changed last comes first.
create function deployment_schedules(of_workspace uuid, of_deployment uuid) returns jsonb
  language sql stable
  return (
    select coalesce(jsonb_agg(jsonb_build_object(
      'id', s.id, 'created', iso_instant(s.created), 'updated', iso_instant(s.updated), 'deployment_id', s.deployment_id,
      'schedule', s.schedule, 'active', s.active, 'max_scheduled_runs', s.max_scheduled_runs, 'parameters', s.parameters,
      'slug', s.slug, 'missed_runs', coalesce(s.missed_runs, '"latest"')) order by s.updated desc, s.id), '[]')
    from deployment_schedule s
    where s.workspace_id = of_workspace and s.deployment_id = of_deployment
  );

alter table deployment drop column schedules;

-- A run that has not been started by then is skipped. Null: it waits as long as it takes.
alter table flow_run add column start_before timestamptz;

-- Due lists of the late marker. A run leaves them with its first claim, so they hold what waits and nothing else.
create index flow_run_to_mark_late on flow_run (next_scheduled_start_time)
  where state_type = 'SCHEDULED' and state_name = 'Scheduled';
create index flow_run_to_skip on flow_run (start_before)
  where start_before is not null and state_type = 'SCHEDULED';

-- Whether a run's time to be started is over. Not that of one that was claimed before, or that somebody has scheduled
-- anew: its time is no longer its schedule's.
create function is_missed(run flow_run) returns boolean
  language sql stable
  return coalesce(run.start_before <= clock_timestamp(), false) and run.state_type = 'SCHEDULED' and run.attempt = 0
    and run.next_scheduled_start_time = run.expected_start_time;
