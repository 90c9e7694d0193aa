-- Records of task runs come late, twice and out of order. A field that the newest record did not carry keeps the value of
-- an older one; this names the record (its time and state id) that each such field was taken from. Null nearly always.
alter table task_run add column earlier_fields jsonb;

-- Results of tasks that the plane orchestrates (over REST), by cache key: the newest entry that has not expired counts.
create table task_run_cache (
  workspace_id uuid not null,
  cache_key text not null,
  state_id uuid not null,
  created timestamptz not null default clock_timestamp(),
  expiration timestamptz,
  state_name text not null,
  state_message text,
  state_data jsonb,
  state_details jsonb not null,
  primary key (workspace_id, cache_key)
);
create index task_run_cache_by_expiration on task_run_cache (expiration) where expiration is not null;
