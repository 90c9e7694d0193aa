-- A named limit of slots. A deployment's own limit is one named `deployment:<id>`; several deployments may share another.
-- Slots in use are never stored: they are counted from the leases that hold them.
create table concurrency_limit (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  name text not null,
  slot_limit integer not null check (slot_limit >= 0),
  active boolean not null default true,
  slot_decay_per_second double precision not null default 0 check (slot_decay_per_second >= 0),
  primary key (workspace_id, id),
  unique (workspace_id, name)
);

-- Slots that something other than an attempt of a run holds: a `concurrency()` block of user code, a tagged task run.
create table slot_lease (
  workspace_id uuid not null,
  id uuid not null,
  concurrency_limit_id uuid not null,
  slots integer not null check (slots > 0),
  holder_type text,
  holder_id uuid,
  taken timestamptz not null default clock_timestamp(),
  expires_at timestamptz not null,
  primary key (workspace_id, id, concurrency_limit_id),
  foreign key (workspace_id, concurrency_limit_id) references concurrency_limit on delete cascade
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
create index slot_lease_by_limit on slot_lease (workspace_id, concurrency_limit_id);

alter table deployment
  -- What its runs take a slot of, one each, from PENDING to their end.
  add column concurrency_limit_id uuid,
  -- What becomes of a run whose attempt was lost: null ends it as CRASHED, n starts it anew up to n times.
  add column on_crash_retries integer check (on_crash_retries > 0),
  -- What an attempt does when its lease has ended and the plane cannot be reached. Null: it goes on, unless its run
  -- would be started anew elsewhere meanwhile (on_crash_retries).
  add column on_disconnect text check (on_disconnect in ('continue', 'stop'));
create index deployment_by_limit on deployment (workspace_id, concurrency_limit_id) where concurrency_limit_id is not null;

create table deployment_schedule (
  workspace_id uuid not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  deployment_id uuid not null,
  slug text,
  schedule jsonb not null,
  active boolean not null default true,
  max_scheduled_runs integer,
  parameters jsonb not null default '{}',
  missed_runs jsonb,
  primary key (workspace_id, id),
  foreign key (workspace_id, deployment_id) references deployment on delete cascade
);
create unique index deployment_schedule_slug on deployment_schedule (workspace_id, deployment_id, slug)
  where slug is not null;
create index deployment_schedule_by_deployment on deployment_schedule (workspace_id, deployment_id);

-- What a stock client's attempt holds has no worker session: its lease ends at an instant of its own.
alter table lease
  alter column session_id drop not null,
  alter column work_pool_id drop not null,
  alter column work_queue_id drop not null,
  add column id uuid not null default gen_random_uuid(),
  add column concurrency_limit_id uuid,
  add column expires_at timestamptz,
  add check (session_id is not null or expires_at is not null);
create index lease_by_limit on lease (workspace_id, concurrency_limit_id) where concurrency_limit_id is not null;
create unique index lease_by_id on lease (workspace_id, id);

-- The limit that a due run waits for, if any: runs of one limit queue up apart from the rest, so that however many wait
-- for a slot, nobody else waits behind them.
alter table due_run add column concurrency_limit_id uuid;
drop index due_run_in_order;
-- Two indexes, a row in one of them: a condition `is null` on a column of an index doesn't give its order, and a claim
-- would sort the whole queue.
create index due_run_in_order on due_run (workspace_id, work_queue_id, due, flow_run_id)
  where concurrency_limit_id is null;
create index due_run_by_limit on due_run (workspace_id, work_queue_id, concurrency_limit_id, due, flow_run_id)
  where concurrency_limit_id is not null;
