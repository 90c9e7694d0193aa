-- A worker as people know it, by the name that it gives itself. A stock one says that it is there every so often; one of
-- ours holds a session, which is renewed anyway, so that no row here is written for it again after the first.
create table worker (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  work_pool_id uuid not null,
  name text not null,
  last_heartbeat_time timestamptz,
  heartbeat_interval_seconds integer,
  primary key (workspace_id, id),
  unique (workspace_id, work_pool_id, name),
  foreign key (workspace_id, work_pool_id) references work_pool on delete cascade
) with (fillfactor = 70);

-- The queues that the session's worker takes runs from; null: all of its pool.
alter table worker_session add column work_queue_names text[];
create index worker_session_by_worker on worker_session (workspace_id, work_pool_id, worker_name);

-- However a session begins, by a claim or on a channel, its worker is known from then on.
create function enlist_worker() returns trigger language plpgsql as $$
begin
  insert into worker (workspace_id, work_pool_id, name)
  select workspace_id, id, new.worker_name from work_pool
  where workspace_id = new.workspace_id and id = new.work_pool_id
  on conflict (workspace_id, work_pool_id, name) do nothing;
  return null;
end $$;
create trigger enlist_worker after insert on worker_session for each row execute function enlist_worker();

-- Silent for three of its heartbeats, 30 seconds each unless it says otherwise.
create function is_within_heartbeats(given worker) returns boolean
  language sql stable
  return coalesce(given.last_heartbeat_time > clock_timestamp()
    - make_interval(secs => 3 * coalesce(given.heartbeat_interval_seconds, 30)), false);

create function is_online(given worker) returns boolean
  language sql stable
  return is_within_heartbeats(given) or exists (
    select from worker_session s
    where s.workspace_id = given.workspace_id and s.work_pool_id = given.work_pool_id and s.worker_name = given.name
      and s.expires_at > clock_timestamp());

create function has_online_worker(given work_pool) returns boolean
  language sql stable
  return exists (
    select from worker_session s
    where s.workspace_id = given.workspace_id and s.work_pool_id = given.id and s.expires_at > clock_timestamp())
  or exists (
    select from worker w
    where w.workspace_id = given.workspace_id and w.work_pool_id = given.id and is_within_heartbeats(w));

-- Statuses are told by what is there now: no clock has to run out for them to be right. Agents' pools have none.
create function current_status(given work_pool) returns text
  language sql stable
  return case
    when given.type = 'prefect-agent' then null
    when given.is_paused then 'PAUSED'
    when has_online_worker(given) then 'READY'
    else 'NOT_READY'
  end;

-- A worker on a channel doesn't poll while there is nothing to do: its session stands for that.
create function current_status(given work_queue) returns text
  language sql stable
  return case
    when given.is_paused then 'PAUSED'
    when given.last_polled > clock_timestamp() - interval '60 seconds' then 'READY'
    when exists (
      select from worker_session s
      where s.workspace_id = given.workspace_id and s.work_pool_id = given.work_pool_id
        and s.expires_at > clock_timestamp()
        and (s.work_queue_names is null or given.name = any(s.work_queue_names))) then 'READY'
    else 'NOT_READY'
  end;

alter table work_pool
  -- The status that the last event told of, and when.
  add column announced_status text,
  add column announced_at timestamptz;
alter table work_queue
  add column announced_status text,
  add check (priority > 0),
  -- Judged at the end of the transaction: queues are moved in one statement, past each other.
  add constraint work_queue_priority unique (workspace_id, work_pool_id, priority) deferrable initially deferred;
