-- The plane's first schema. Every table carries workspace_id first in its keys, so that the data can be spread by
-- workspace later without a change of query. No foreign keys from history to the hot rows.

create table plane (
  -- One row. The epoch is the high half of every fence; restoring a backup raises it, so that fences handed out after
  -- the backup was taken can never be current again.
  one boolean primary key default true check (one),
  epoch integer not null default 1
);
insert into plane default values;

create function is_terminal(state_type text) returns boolean
  language sql immutable parallel safe
  return state_type in ('COMPLETED', 'FAILED', 'CANCELLED', 'CRASHED');

create table workspace (
  id uuid primary key,
  account_id uuid not null,
  name text not null,
  created timestamptz not null default clock_timestamp(),
  unique (account_id, name)
);
insert into workspace (id, account_id, name)
values ('00000000-0000-4000-8000-000000000002', '00000000-0000-4000-8000-000000000001', 'default');

create table flow (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  name text not null,
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

create table work_pool (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  name text not null,
  description text,
  type text not null,
  base_job_template jsonb not null default '{}',
  is_paused boolean not null default false,
  concurrency_limit integer,
  default_queue_id uuid not null,
  storage_configuration jsonb not null default '{}',
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

create table work_queue (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  work_pool_id uuid not null,
  name text not null,
  description text,
  is_paused boolean not null default false,
  concurrency_limit integer,
  priority integer not null default 1,
  last_polled timestamptz,
  primary key (workspace_id, id),
  unique (workspace_id, work_pool_id, name),
  foreign key (workspace_id, work_pool_id) references work_pool on delete cascade
);

create table deployment (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  flow_id uuid not null,
  name text not null,
  version text,
  description text,
  paused boolean not null default false,
  schedules jsonb not null default '[]',
  concurrency_limit integer,
  concurrency_options jsonb,
  enforce_parameter_schema boolean not null default true,
  parameter_openapi_schema jsonb,
  parameters jsonb not null default '{}',
  job_variables jsonb not null default '{}',
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  pull_steps jsonb,
  work_pool_id uuid,
  work_queue_id uuid,
  work_queue_name text,
  storage_document_id uuid,
  infrastructure_document_id uuid,
  path text,
  entrypoint text,
  last_polled timestamptz,
  created_by jsonb,
  updated_by jsonb,
  primary key (workspace_id, id),
  unique (workspace_id, flow_id, name)
);

-- The current state stands on the run itself: no reader of runs ever touches the history, which is trimmed by time.
-- Room is left on each page so that the updates of a lifecycle stay on it.
create table flow_run (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  flow_id uuid not null,
  name text not null,
  deployment_id uuid,
  deployment_version text,
  work_pool_id uuid,
  work_queue_id uuid,
  work_queue_name text,
  flow_version text,
  parameters jsonb not null default '{}',
  idempotency_key text,
  context jsonb not null default '{}',
  empirical_policy jsonb not null default '{}',
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  parent_task_run_id uuid,
  job_variables jsonb,
  infrastructure_document_id uuid,
  infrastructure_pid text,
  created_by jsonb,
  auto_scheduled boolean not null default false,
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp timestamptz,
  state_message text,
  state_data jsonb,
  state_details jsonb,
  run_count integer not null default 0,
  expected_start_time timestamptz,
  next_scheduled_start_time timestamptz,
  start_time timestamptz,
  end_time timestamptz,
  total_run_time double precision not null default 0,
  attempt integer not null default 0,
  fence_epoch integer not null default 0,
  fence_counter bigint not null default 0,
  primary key (workspace_id, id)
) with (fillfactor = 75);

create unique index flow_run_idempotency on flow_run (workspace_id, flow_id, idempotency_key)
  where idempotency_key is not null;
-- Lists. Each index ends with the order it serves and the id that breaks its ties, so a page is read off the index whatever
-- the number of runs. A transition changes the state and often the start, so it writes into nearly all of them: 130 us of
-- database time for the four writes of a run's life, 50 without any. An order by name has none: random words would touch
-- a page each, so that one sorts (0.7 s for a million runs).
create index flow_run_by_state_and_start
  on flow_run (workspace_id, state_type, coalesce(start_time, expected_start_time) desc, id desc);
create index flow_run_by_start on flow_run (workspace_id, coalesce(start_time, expected_start_time) desc, id desc);
create index flow_run_by_expected_start on flow_run (workspace_id, expected_start_time desc, id desc);
create index flow_run_by_end on flow_run (workspace_id, end_time desc, id desc);
create index flow_run_by_flow
  on flow_run (workspace_id, flow_id, coalesce(start_time, expected_start_time) desc, id desc);
create index flow_run_by_deployment
  on flow_run (workspace_id, deployment_id, coalesce(start_time, expected_start_time) desc, id desc)
  where deployment_id is not null;
-- Tagged runs only, so that the others cost nothing. No pending list: no run pays for the thousands before it.
create index flow_run_by_tag on flow_run using gin (tags) with (fastupdate = off) where tags <> '{}';
create index flow_run_by_parent on flow_run (workspace_id, parent_task_run_id) where parent_task_run_id is not null;

create table task_run (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  flow_run_id uuid,
  task_key text not null,
  dynamic_key text not null,
  name text not null,
  task_version text,
  cache_key text,
  cache_expiration timestamptz,
  empirical_policy jsonb not null default '{}',
  tags text[] not null default '{}',
  labels jsonb not null default '{}',
  task_inputs jsonb not null default '{}',
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp timestamptz,
  state_message text,
  state_data jsonb,
  state_details jsonb,
  run_count integer not null default 0,
  flow_run_run_count integer not null default 0,
  expected_start_time timestamptz,
  next_scheduled_start_time timestamptz,
  start_time timestamptz,
  end_time timestamptz,
  total_run_time double precision not null default 0,
  primary key (workspace_id, id),
  unique (workspace_id, flow_run_id, task_key, dynamic_key)
) with (fillfactor = 75);

-- Set once in a task run's life, so that later records of it stay on their page and touch no index.
create index task_run_by_expected_start on task_run (workspace_id, expected_start_time desc, id desc);

-- History. Partitioned by id: the ids are UUIDv7, so a partition is a span of time, a run's states are never older than
-- the run's own id, and trimming is dropping a partition.
create table flow_run_state (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid not null,
  type text not null,
  name text not null,
  timestamp timestamptz not null,
  message text,
  data jsonb,
  state_details jsonb not null default '{}',
  attempt integer not null default 0,
  primary key (workspace_id, id)
) partition by range (id);
create index flow_run_state_by_run on flow_run_state (workspace_id, flow_run_id);

create table task_run_state (
  workspace_id uuid not null,
  id uuid not null,
  task_run_id uuid not null,
  type text not null,
  name text not null,
  timestamp timestamptz not null,
  message text,
  data jsonb,
  state_details jsonb not null default '{}',
  primary key (workspace_id, id)
) partition by range (id);
create index task_run_state_by_run on task_run_state (workspace_id, task_run_id);

-- No primary key: the wire gives log lines no id of the sender's, so there is nothing to be unique.
create table log (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid,
  task_run_id uuid,
  timestamp timestamptz not null,
  level integer not null,
  name text not null,
  message text not null
) partition by range (id);
create index log_by_flow_run on log (workspace_id, flow_run_id, timestamp);
create index log_by_task_run on log (workspace_id, task_run_id, timestamp) where task_run_id is not null;

create table event (
  workspace_id uuid not null,
  id uuid not null,
  occurred timestamptz not null,
  received timestamptz not null default clock_timestamp(),
  event text not null,
  resource_id text not null,
  resource jsonb not null,
  related jsonb not null default '[]',
  payload jsonb not null default '{}',
  follows uuid,
  primary key (workspace_id, id)
) partition by range (id);
create index event_by_occurred on event (workspace_id, occurred desc);

-- What a worker may be given next: the only rows a claim reads. A run is here exactly while it is SCHEDULED on a queue.
create table due_run (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  work_pool_id uuid not null,
  work_queue_id uuid not null,
  due timestamptz not null,
  -- When a stock worker was last shown the run, so that its neighbours are shown others.
  offered timestamptz,
  primary key (workspace_id, flow_run_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01, autovacuum_vacuum_cost_limit = 2000);
create index due_run_in_order on due_run (workspace_id, work_queue_id, due, flow_run_id);

-- A worker's life between two starts. Its leases expire with it, so a renewal is one row whatever the worker runs.
create table worker_session (
  workspace_id uuid not null,
  id uuid not null,
  work_pool_id uuid not null,
  worker_name text not null,
  started timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  primary key (workspace_id, id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

-- The right to a slot. Slots in use are counted from these rows; there is no counter to leak.
create table lease (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  session_id uuid not null,
  work_pool_id uuid not null,
  work_queue_id uuid not null,
  deployment_id uuid,
  attempt integer not null,
  fence_epoch integer not null,
  fence_counter bigint not null,
  claimed timestamptz not null default clock_timestamp(),
  primary key (workspace_id, flow_run_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
create index lease_by_session on lease (workspace_id, session_id);
create index lease_by_queue on lease (workspace_id, work_pool_id, work_queue_id);

-- Reports that came under a fence that was no longer current: kept for people, never applied.
create table late_report (
  workspace_id uuid not null,
  id uuid not null,
  received timestamptz not null default clock_timestamp(),
  flow_run_id uuid not null,
  fence text not null,
  current_fence text not null,
  report jsonb not null,
  primary key (workspace_id, id)
);
create index late_report_by_run on late_report (workspace_id, flow_run_id);
