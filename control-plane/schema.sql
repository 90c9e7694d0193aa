-- The migrated schema, for reading and review. Written by `npm run schema -w @kedge/control-plane`; a test checks that it is current.

CREATE OR REPLACE FUNCTION public.bare_fence(given text, owner uuid)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
RETURN CASE WHEN (POSITION(('/'::text) IN (given)) = 0) THEN given WHEN ((split_part(given, '/'::text, 1))::uuid = owner) THEN split_part(given, '/'::text, 2) ELSE NULL::text END;

CREATE OR REPLACE FUNCTION public.current_fence(run flow_run)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN CASE WHEN (((run).attempt = 0) AND ((run).governing_run_id IS NOT NULL)) THEN (SELECT ((owner.fence_epoch || '.'::text) || owner.fence_counter) FROM flow_run owner WHERE ((owner.workspace_id = (current_fence.run).workspace_id) AND (owner.id = (current_fence.run).governing_run_id))) ELSE (((run).fence_epoch || '.'::text) || (run).fence_counter) END;

CREATE OR REPLACE FUNCTION public.current_status(given work_pool)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN CASE WHEN ((given).type = 'prefect-agent'::text) THEN NULL::text WHEN (given).is_paused THEN 'PAUSED'::text WHEN has_online_worker(given) THEN 'READY'::text ELSE 'NOT_READY'::text END;

CREATE OR REPLACE FUNCTION public.current_status(given work_queue)
 RETURNS text
 LANGUAGE sql
 STABLE
RETURN CASE WHEN (given).is_paused THEN 'PAUSED'::text WHEN ((given).last_polled > (clock_timestamp() - '00:01:00'::interval)) THEN 'READY'::text WHEN (EXISTS (SELECT FROM worker_session s WHERE ((s.workspace_id = (current_status.given).workspace_id) AND (s.work_pool_id = (current_status.given).work_pool_id) AND (s.expires_at > clock_timestamp()) AND ((s.work_queue_names IS NULL) OR ((current_status.given).name = ANY (s.work_queue_names)))))) THEN 'READY'::text ELSE 'NOT_READY'::text END;

CREATE OR REPLACE FUNCTION public.deployment_schedules(of_workspace uuid, of_deployment uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
RETURN (SELECT COALESCE(jsonb_agg(jsonb_build_object('id', s.id, 'created', iso_instant(s.created), 'updated', iso_instant(s.updated), 'deployment_id', s.deployment_id, 'schedule', s.schedule, 'active', s.active, 'max_scheduled_runs', s.max_scheduled_runs, 'parameters', s.parameters, 'slug', s.slug, 'missed_runs', COALESCE(s.missed_runs, '"latest"'::jsonb)) ORDER BY s.updated DESC, s.id), '[]'::jsonb) AS "coalesce" FROM deployment_schedule s WHERE ((s.workspace_id = deployment_schedules.of_workspace) AND (s.deployment_id = deployment_schedules.of_deployment)));

CREATE OR REPLACE FUNCTION public.dispatch_facts(run flow_run)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
RETURN CASE WHEN (((run).deployment_id IS NOT NULL) OR ((run).work_queue_id IS NOT NULL)) THEN (SELECT jsonb_build_object('deployment_exists', (((dispatch_facts.run).deployment_id IS NULL) OR (d.id IS NOT NULL)), 'on_crash_retries', d.on_crash_retries, 'crash_count', (dispatch_facts.run).crash_count, 'concurrency_options', d.concurrency_options, 'is_limited', ((d.concurrency_limit_id IS NOT NULL) OR (EXISTS (SELECT FROM work_pool p WHERE ((p.workspace_id = (dispatch_facts.run).workspace_id) AND (p.id = (dispatch_facts.run).work_pool_id) AND (p.concurrency_limit IS NOT NULL)))) OR (EXISTS (SELECT FROM work_queue q WHERE ((q.workspace_id = (dispatch_facts.run).workspace_id) AND (q.id = (dispatch_facts.run).work_queue_id) AND (q.concurrency_limit IS NOT NULL)))))) AS jsonb_build_object FROM ((SELECT) one LEFT JOIN deployment d ON (((d.workspace_id = (dispatch_facts.run).workspace_id) AND (d.id = (dispatch_facts.run).deployment_id))))) ELSE NULL::jsonb END;

CREATE OR REPLACE FUNCTION public.enlist_worker()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  insert into worker (workspace_id, work_pool_id, name)
  select workspace_id, id, new.worker_name from work_pool
  where workspace_id = new.workspace_id and id = new.work_pool_id
  on conflict (workspace_id, work_pool_id, name) do nothing;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.fence_owner(run flow_run)
 RETURNS uuid
 LANGUAGE sql
 STABLE
RETURN CASE WHEN ((run).attempt = 0) THEN COALESCE((run).governing_run_id, (run).id) ELSE (run).id END;

CREATE OR REPLACE FUNCTION public.fence_rank(fence text)
 RETURNS bigint[]
 LANGUAGE sql
 IMMUTABLE
RETURN (string_to_array(fence, '.'::text))::bigint[];

CREATE OR REPLACE FUNCTION public.free_slots(counted concurrency_limit)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN CASE WHEN (counted).active THEN ((counted).slot_limit - slots_in_use(counted)) ELSE NULL::integer END;

CREATE OR REPLACE FUNCTION public.free_slots(counted work_pool)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN CASE WHEN ((counted).concurrency_limit IS NOT NULL) THEN ((counted).concurrency_limit - slots_in_use(counted)) ELSE NULL::integer END;

CREATE OR REPLACE FUNCTION public.free_slots(counted work_queue)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN CASE WHEN ((counted).concurrency_limit IS NOT NULL) THEN ((counted).concurrency_limit - slots_in_use(counted)) ELSE NULL::integer END;

CREATE OR REPLACE FUNCTION public.has_online_worker(given work_pool)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN ((EXISTS (SELECT FROM worker_session s WHERE ((s.workspace_id = (has_online_worker.given).workspace_id) AND (s.work_pool_id = (has_online_worker.given).id) AND (s.expires_at > clock_timestamp())))) OR (EXISTS (SELECT FROM worker w WHERE ((w.workspace_id = (has_online_worker.given).workspace_id) AND (w.work_pool_id = (has_online_worker.given).id) AND is_within_heartbeats(w.*)))));

CREATE OR REPLACE FUNCTION public.is_missed(run flow_run)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN (COALESCE(((run).start_before <= clock_timestamp()), false) AND ((run).state_type = 'SCHEDULED'::text) AND ((run).attempt = 0) AND ((run).next_scheduled_start_time = (run).expected_start_time));

CREATE OR REPLACE FUNCTION public.is_online(given worker)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN (is_within_heartbeats(given) OR (EXISTS (SELECT FROM worker_session s WHERE ((s.workspace_id = (is_online.given).workspace_id) AND (s.work_pool_id = (is_online.given).work_pool_id) AND (s.worker_name = (is_online.given).name) AND (s.expires_at > clock_timestamp())))));

CREATE OR REPLACE FUNCTION public.is_ready(asked deployment)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN (COALESCE(((asked).last_polled > (clock_timestamp() - '00:01:00'::interval)), false) OR (EXISTS (SELECT FROM work_queue q WHERE ((q.workspace_id = (is_ready.asked).workspace_id) AND (q.id = (is_ready.asked).work_queue_id) AND (current_status(q.*) = 'READY'::text)))));

CREATE OR REPLACE FUNCTION public.is_stale_fence(given text, owner uuid, current text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE
RETURN CASE WHEN (given IS NULL) THEN false WHEN (POSITION(('/'::text) IN (given)) = 0) THEN (given IS DISTINCT FROM current) ELSE (((split_part(given, '/'::text, 1))::uuid = owner) AND (split_part(given, '/'::text, 2) IS DISTINCT FROM current)) END;

CREATE OR REPLACE FUNCTION public.is_terminal(state_type text)
 RETURNS boolean
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (state_type = ANY (ARRAY['COMPLETED'::text, 'FAILED'::text, 'CANCELLED'::text, 'CRASHED'::text]));

CREATE OR REPLACE FUNCTION public.is_within_heartbeats(given worker)
 RETURNS boolean
 LANGUAGE sql
 STABLE
RETURN COALESCE(((given).last_heartbeat_time > (clock_timestamp() - make_interval(secs => ((3 * COALESCE((given).heartbeat_interval_seconds, 30)))::double precision))), false);

CREATE OR REPLACE FUNCTION public.iso_instant(at timestamp with time zone)
 RETURNS text
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN to_char((at AT TIME ZONE 'UTC'::text), 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'::text);

CREATE OR REPLACE FUNCTION public.last_poll_of(asked deployment)
 RETURNS timestamp with time zone
 LANGUAGE sql
 STABLE
RETURN GREATEST((asked).last_polled, (SELECT q.last_polled FROM work_queue q WHERE ((q.workspace_id = (last_poll_of.asked).workspace_id) AND (q.id = (last_poll_of.asked).work_queue_id))));

CREATE OR REPLACE FUNCTION public.refuse_unless(holds boolean)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  if holds then return true; end if;
  raise exception 'not as expected' using errcode = 'KG001';
end $function$;

CREATE OR REPLACE FUNCTION public.slots_in_use(counted concurrency_limit)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN CASE WHEN ((counted).slot_decay_per_second > (0)::double precision) THEN (COALESCE(ceil(((GREATEST((0)::numeric, EXTRACT(epoch FROM ((counted).drained_at - clock_timestamp()))))::double precision * (counted).slot_decay_per_second)), (0)::double precision))::integer ELSE ((SELECT (count(*))::integer AS count FROM held_lease l WHERE ((l.workspace_id = (slots_in_use.counted).workspace_id) AND (l.concurrency_limit_id = (slots_in_use.counted).id) AND (l.ends_at > clock_timestamp()))) + (SELECT (COALESCE(sum(s.slots), (0)::bigint))::integer AS "coalesce" FROM slot_lease s WHERE ((s.workspace_id = (slots_in_use.counted).workspace_id) AND (s.concurrency_limit_id = (slots_in_use.counted).id) AND (s.expires_at > clock_timestamp())))) END;

CREATE OR REPLACE FUNCTION public.slots_in_use(counted work_pool)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN (SELECT (count(*))::integer AS count FROM held_lease l WHERE ((l.workspace_id = (slots_in_use.counted).workspace_id) AND (l.work_pool_id = (slots_in_use.counted).id) AND (l.ends_at > clock_timestamp())));

CREATE OR REPLACE FUNCTION public.slots_in_use(counted work_queue)
 RETURNS integer
 LANGUAGE sql
 STABLE
RETURN (SELECT (count(*))::integer AS count FROM held_lease l WHERE ((l.workspace_id = (slots_in_use.counted).workspace_id) AND (l.work_pool_id = (slots_in_use.counted).work_pool_id) AND (l.work_queue_id = (slots_in_use.counted).id) AND (l.ends_at > clock_timestamp())));

create table concurrency_limit (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  name text not null,
  slot_limit integer not null,
  active boolean not null default true,
  slot_decay_per_second double precision not null default 0,
  drained_at timestamp with time zone,
  slot_occupancy_seconds double precision not null default 2,
  constraint concurrency_limit_workspace_id_name_key UNIQUE (workspace_id, name),
  constraint concurrency_limit_pkey PRIMARY KEY (workspace_id, id),
  constraint concurrency_limit_slot_decay_per_second_check CHECK ((slot_decay_per_second >= (0)::double precision)),
  constraint concurrency_limit_slot_limit_check CHECK ((slot_limit >= 0))
);

create table deployment (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  flow_id uuid not null,
  name text not null,
  version text,
  description text,
  paused boolean not null default false,
  concurrency_options jsonb,
  enforce_parameter_schema boolean not null default true,
  parameter_openapi_schema jsonb,
  parameters jsonb not null default '{}'::jsonb,
  job_variables jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  labels jsonb not null default '{}'::jsonb,
  pull_steps jsonb,
  work_pool_id uuid,
  work_queue_id uuid,
  work_queue_name text,
  storage_document_id uuid,
  infrastructure_document_id uuid,
  path text,
  entrypoint text,
  last_polled timestamp with time zone,
  created_by jsonb,
  updated_by jsonb,
  concurrency_limit_id uuid,
  on_crash_retries integer,
  on_disconnect text,
  told_ready boolean not null default false,
  constraint deployment_workspace_id_flow_id_name_key UNIQUE (workspace_id, flow_id, name),
  constraint deployment_pkey PRIMARY KEY (workspace_id, id),
  constraint deployment_on_crash_retries_check CHECK ((on_crash_retries > 0)),
  constraint deployment_on_disconnect_check CHECK ((on_disconnect = ANY (ARRAY['continue'::text, 'stop'::text])))
);
CREATE INDEX deployment_by_limit ON deployment USING btree (workspace_id, concurrency_limit_id) WHERE (concurrency_limit_id IS NOT NULL);
CREATE INDEX deployment_that_cancels ON deployment USING btree (workspace_id, concurrency_limit_id) WHERE ((concurrency_limit_id IS NOT NULL) AND ((concurrency_options ->> 'collision_strategy'::text) = 'CANCEL_NEW'::text));

create table deployment_schedule (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  deployment_id uuid not null,
  slug text,
  schedule jsonb not null,
  active boolean not null default true,
  max_scheduled_runs integer,
  parameters jsonb not null default '{}'::jsonb,
  missed_runs jsonb,
  decided_until timestamp with time zone not null default clock_timestamp(),
  refill_at timestamp with time zone default clock_timestamp(),
  constraint deployment_schedule_pkey PRIMARY KEY (workspace_id, id),
  constraint deployment_schedule_workspace_id_deployment_id_fkey FOREIGN KEY (workspace_id, deployment_id) REFERENCES deployment(workspace_id, id) ON DELETE CASCADE
);
CREATE INDEX deployment_schedule_by_deployment ON deployment_schedule USING btree (workspace_id, deployment_id);
CREATE UNIQUE INDEX deployment_schedule_slug ON deployment_schedule USING btree (workspace_id, deployment_id, slug) WHERE (slug IS NOT NULL);
CREATE INDEX deployment_schedule_to_refill ON deployment_schedule USING btree (refill_at) WHERE (refill_at IS NOT NULL);

create table due_run (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  work_pool_id uuid not null,
  work_queue_id uuid not null,
  due timestamp with time zone not null,
  offered timestamp with time zone,
  concurrency_limit_id uuid,
  constraint due_run_pkey PRIMARY KEY (workspace_id, flow_run_id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.01, autovacuum_vacuum_cost_limit=2000);
CREATE INDEX due_run_by_limit ON due_run USING btree (workspace_id, work_queue_id, concurrency_limit_id, due, flow_run_id) WHERE (concurrency_limit_id IS NOT NULL);
CREATE INDEX due_run_by_pool ON due_run USING btree (workspace_id, work_pool_id, due);
CREATE INDEX due_run_in_order ON due_run USING btree (workspace_id, work_queue_id, due, flow_run_id) WHERE (concurrency_limit_id IS NULL);

create table event (
  workspace_id uuid not null,
  id uuid not null,
  occurred timestamp with time zone not null,
  received timestamp with time zone not null default clock_timestamp(),
  event text not null,
  resource_id text not null,
  resource jsonb not null,
  related jsonb not null default '[]'::jsonb,
  payload jsonb not null default '{}'::jsonb,
  follows uuid,
  constraint event_pkey PRIMARY KEY (workspace_id, id)
) partition by range (id);
CREATE INDEX event_by_occurred ON ONLY event USING btree (workspace_id, occurred DESC);

create table flow (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  name text not null,
  tags text[] not null default '{}'::text[],
  labels jsonb not null default '{}'::jsonb,
  constraint flow_workspace_id_name_key UNIQUE (workspace_id, name),
  constraint flow_pkey PRIMARY KEY (workspace_id, id)
);

create table flow_run (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  flow_id uuid not null,
  name text not null,
  deployment_id uuid,
  deployment_version text,
  work_pool_id uuid,
  work_queue_id uuid,
  work_queue_name text,
  flow_version text,
  parameters jsonb not null default '{}'::jsonb,
  idempotency_key text,
  context jsonb not null default '{}'::jsonb,
  empirical_policy jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  labels jsonb not null default '{}'::jsonb,
  parent_task_run_id uuid,
  job_variables jsonb,
  infrastructure_document_id uuid,
  infrastructure_pid text,
  created_by jsonb,
  auto_scheduled boolean not null default false,
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp timestamp with time zone,
  state_message text,
  state_data jsonb,
  state_details jsonb,
  run_count integer not null default 0,
  expected_start_time timestamp with time zone,
  next_scheduled_start_time timestamp with time zone,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  total_run_time double precision not null default 0,
  attempt integer not null default 0,
  fence_epoch integer not null default 0,
  fence_counter bigint not null default 0,
  governing_run_id uuid,
  start_before timestamp with time zone,
  crash_count integer not null default 0,
  constraint flow_run_pkey PRIMARY KEY (workspace_id, id)
) with (fillfactor=75);
CREATE INDEX flow_run_by_deployment ON flow_run USING btree (workspace_id, deployment_id, COALESCE(start_time, expected_start_time) DESC, id DESC) WHERE (deployment_id IS NOT NULL);
CREATE INDEX flow_run_by_end ON flow_run USING btree (workspace_id, end_time DESC, id DESC);
CREATE INDEX flow_run_by_expected_start ON flow_run USING btree (workspace_id, expected_start_time DESC, id DESC);
CREATE INDEX flow_run_by_flow ON flow_run USING btree (workspace_id, flow_id, COALESCE(start_time, expected_start_time) DESC, id DESC);
CREATE INDEX flow_run_by_parent ON flow_run USING btree (workspace_id, parent_task_run_id) WHERE (parent_task_run_id IS NOT NULL);
CREATE INDEX flow_run_by_start ON flow_run USING btree (workspace_id, COALESCE(start_time, expected_start_time) DESC, id DESC);
CREATE INDEX flow_run_by_state_and_start ON flow_run USING btree (workspace_id, state_type, COALESCE(start_time, expected_start_time) DESC, id DESC);
CREATE INDEX flow_run_by_tag ON flow_run USING gin (tags) WITH (fastupdate=off) WHERE (tags <> '{}'::text[]);
CREATE UNIQUE INDEX flow_run_idempotency ON flow_run USING btree (workspace_id, flow_id, idempotency_key) WHERE (idempotency_key IS NOT NULL);
CREATE INDEX flow_run_scheduled_of_deployment ON flow_run USING btree (workspace_id, deployment_id, next_scheduled_start_time) WHERE ((state_type = 'SCHEDULED'::text) AND (deployment_id IS NOT NULL));
CREATE INDEX flow_run_to_mark_late ON flow_run USING btree (next_scheduled_start_time) WHERE ((state_type = 'SCHEDULED'::text) AND (state_name = 'Scheduled'::text));
CREATE INDEX flow_run_to_skip ON flow_run USING btree (start_before) WHERE ((start_before IS NOT NULL) AND (state_type = 'SCHEDULED'::text));

create table flow_run_input (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  key text not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  value text not null,
  sender text,
  constraint flow_run_input_pkey PRIMARY KEY (workspace_id, flow_run_id, key),
  constraint flow_run_input_workspace_id_flow_run_id_fkey FOREIGN KEY (workspace_id, flow_run_id) REFERENCES flow_run(workspace_id, id) ON DELETE CASCADE
);

create table flow_run_state (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid not null,
  type text not null,
  name text not null,
  timestamp timestamp with time zone not null,
  message text,
  data jsonb,
  state_details jsonb not null default '{}'::jsonb,
  attempt integer not null default 0,
  is_forced boolean not null default false,
  fence text,
  constraint flow_run_state_pkey PRIMARY KEY (workspace_id, id)
) partition by range (id);
CREATE INDEX flow_run_state_by_run ON ONLY flow_run_state USING btree (workspace_id, flow_run_id);

create table late_report (
  workspace_id uuid not null,
  id uuid not null,
  received timestamp with time zone not null default clock_timestamp(),
  flow_run_id uuid not null,
  fence text not null,
  current_fence text not null,
  report jsonb not null,
  constraint late_report_pkey PRIMARY KEY (workspace_id, id)
);
CREATE INDEX late_report_by_run ON late_report USING btree (workspace_id, flow_run_id);

create table lease (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  session_id uuid,
  work_pool_id uuid,
  work_queue_id uuid,
  deployment_id uuid,
  attempt integer not null,
  fence_epoch integer not null,
  fence_counter bigint not null,
  claimed timestamp with time zone not null default clock_timestamp(),
  id uuid not null default gen_random_uuid(),
  concurrency_limit_id uuid,
  expires_at timestamp with time zone,
  renewed timestamp with time zone not null default clock_timestamp(),
  heartbeat timestamp with time zone,
  constraint lease_pkey PRIMARY KEY (workspace_id, flow_run_id),
  constraint lease_check CHECK (((session_id IS NOT NULL) OR (expires_at IS NOT NULL)))
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.01);
CREATE UNIQUE INDEX lease_by_id ON lease USING btree (workspace_id, id);
CREATE INDEX lease_by_limit ON lease USING btree (workspace_id, concurrency_limit_id) WHERE (concurrency_limit_id IS NOT NULL);
CREATE INDEX lease_by_queue ON lease USING btree (workspace_id, work_pool_id, work_queue_id);
CREATE INDEX lease_by_session ON lease USING btree (workspace_id, session_id);

create table log (
  workspace_id uuid not null,
  id uuid not null,
  flow_run_id uuid,
  task_run_id uuid,
  timestamp timestamp with time zone not null,
  level integer not null,
  name text not null,
  message text not null
) partition by range (id);
CREATE INDEX log_by_flow_run ON ONLY log USING btree (workspace_id, flow_run_id, "timestamp");
CREATE INDEX log_by_task_run ON ONLY log USING btree (workspace_id, task_run_id, "timestamp") WHERE (task_run_id IS NOT NULL);

create table migration (
  name text not null,
  applied timestamp with time zone not null default clock_timestamp(),
  constraint migration_pkey PRIMARY KEY (name)
);

create table plane (
  one boolean not null default true,
  epoch integer not null default 1,
  constraint plane_pkey PRIMARY KEY (one),
  constraint plane_one_check CHECK (one)
);

create table set_aside_report (
  workspace_id uuid not null,
  spool_id uuid not null,
  seq bigint not null,
  received timestamp with time zone not null default clock_timestamp(),
  reason text not null,
  report text not null,
  constraint set_aside_report_pkey PRIMARY KEY (workspace_id, spool_id, seq)
);
CREATE INDEX set_aside_report_by_age ON set_aside_report USING btree (received);

create table slot_lease (
  workspace_id uuid not null,
  id uuid not null,
  concurrency_limit_id uuid not null,
  slots integer not null,
  holder_type text,
  holder_id uuid,
  taken timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  constraint slot_lease_pkey PRIMARY KEY (workspace_id, id, concurrency_limit_id),
  constraint slot_lease_workspace_id_concurrency_limit_id_fkey FOREIGN KEY (workspace_id, concurrency_limit_id) REFERENCES concurrency_limit(workspace_id, id) ON DELETE CASCADE,
  constraint slot_lease_slots_check CHECK ((slots > 0))
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.01);
CREATE INDEX slot_lease_by_limit ON slot_lease USING btree (workspace_id, concurrency_limit_id);

create table spool_mark (
  workspace_id uuid not null,
  spool_id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  acknowledged bigint not null default 0,
  applied bigint not null default 0,
  missing bigint not null default 0,
  set_aside bigint not null default 0,
  constraint spool_mark_pkey PRIMARY KEY (workspace_id, spool_id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.01);
CREATE INDEX spool_mark_by_age ON spool_mark USING btree (updated);

create table task_run (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  flow_run_id uuid,
  task_key text not null,
  dynamic_key text not null,
  name text not null,
  task_version text,
  cache_key text,
  cache_expiration timestamp with time zone,
  empirical_policy jsonb not null default '{}'::jsonb,
  tags text[] not null default '{}'::text[],
  labels jsonb not null default '{}'::jsonb,
  task_inputs jsonb not null default '{}'::jsonb,
  state_id uuid,
  state_type text,
  state_name text,
  state_timestamp timestamp with time zone,
  state_message text,
  state_data jsonb,
  state_details jsonb,
  run_count integer not null default 0,
  flow_run_run_count integer not null default 0,
  expected_start_time timestamp with time zone,
  next_scheduled_start_time timestamp with time zone,
  start_time timestamp with time zone,
  end_time timestamp with time zone,
  total_run_time double precision not null default 0,
  earlier_fields jsonb,
  constraint task_run_workspace_id_flow_run_id_task_key_dynamic_key_key UNIQUE (workspace_id, flow_run_id, task_key, dynamic_key),
  constraint task_run_pkey PRIMARY KEY (workspace_id, id)
) with (fillfactor=75);
CREATE INDEX task_run_by_expected_start ON task_run USING btree (workspace_id, expected_start_time DESC, id DESC);

create table task_run_cache (
  workspace_id uuid not null,
  cache_key text not null,
  state_id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  expiration timestamp with time zone,
  state_name text not null,
  state_message text,
  state_data jsonb,
  state_details jsonb not null,
  constraint task_run_cache_pkey PRIMARY KEY (workspace_id, cache_key)
);
CREATE INDEX task_run_cache_by_expiration ON task_run_cache USING btree (expiration) WHERE (expiration IS NOT NULL);

create table task_run_state (
  workspace_id uuid not null,
  id uuid not null,
  task_run_id uuid not null,
  type text not null,
  name text not null,
  timestamp timestamp with time zone not null,
  message text,
  data jsonb,
  state_details jsonb not null default '{}'::jsonb,
  constraint task_run_state_pkey PRIMARY KEY (workspace_id, id)
) partition by range (id);
CREATE INDEX task_run_state_by_run ON ONLY task_run_state USING btree (workspace_id, task_run_id);

create table unsettled_run (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  due timestamp with time zone not null,
  constraint unsettled_run_pkey PRIMARY KEY (workspace_id, flow_run_id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.01);
CREATE INDEX unsettled_run_in_order ON unsettled_run USING btree (due);

create table work_pool (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  name text not null,
  description text,
  type text not null,
  base_job_template jsonb not null default '{}'::jsonb,
  is_paused boolean not null default false,
  concurrency_limit integer,
  default_queue_id uuid not null,
  storage_configuration jsonb not null default '{}'::jsonb,
  announced_status text,
  announced_at timestamp with time zone,
  constraint work_pool_workspace_id_name_key UNIQUE (workspace_id, name),
  constraint work_pool_pkey PRIMARY KEY (workspace_id, id)
);

create table work_queue (
  workspace_id uuid not null,
  id uuid not null,
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  work_pool_id uuid not null,
  name text not null,
  description text,
  is_paused boolean not null default false,
  concurrency_limit integer,
  priority integer not null default 1,
  last_polled timestamp with time zone,
  announced_status text,
  constraint work_queue_priority UNIQUE (workspace_id, work_pool_id, priority) DEFERRABLE INITIALLY DEFERRED,
  constraint work_queue_workspace_id_work_pool_id_name_key UNIQUE (workspace_id, work_pool_id, name),
  constraint work_queue_pkey PRIMARY KEY (workspace_id, id),
  constraint work_queue_workspace_id_work_pool_id_fkey FOREIGN KEY (workspace_id, work_pool_id) REFERENCES work_pool(workspace_id, id) ON DELETE CASCADE,
  constraint work_queue_priority_check CHECK ((priority > 0))
);

create table worker (
  workspace_id uuid not null,
  id uuid not null default gen_random_uuid(),
  created timestamp with time zone not null default clock_timestamp(),
  updated timestamp with time zone not null default clock_timestamp(),
  work_pool_id uuid not null,
  name text not null,
  last_heartbeat_time timestamp with time zone,
  heartbeat_interval_seconds integer,
  constraint worker_workspace_id_work_pool_id_name_key UNIQUE (workspace_id, work_pool_id, name),
  constraint worker_pkey PRIMARY KEY (workspace_id, id),
  constraint worker_workspace_id_work_pool_id_fkey FOREIGN KEY (workspace_id, work_pool_id) REFERENCES work_pool(workspace_id, id) ON DELETE CASCADE
) with (fillfactor=70);

create table worker_session (
  workspace_id uuid not null,
  id uuid not null,
  work_pool_id uuid not null,
  worker_name text not null,
  started timestamp with time zone not null default clock_timestamp(),
  expires_at timestamp with time zone not null,
  work_queue_names text[],
  renewed timestamp with time zone not null default clock_timestamp(),
  trouble text,
  constraint worker_session_pkey PRIMARY KEY (workspace_id, id)
) with (fillfactor=70, autovacuum_vacuum_scale_factor=0.01);
CREATE INDEX worker_session_by_worker ON worker_session USING btree (workspace_id, work_pool_id, worker_name);

create table workspace (
  id uuid not null,
  account_id uuid not null,
  name text not null,
  created timestamp with time zone not null default clock_timestamp(),
  constraint workspace_account_id_name_key UNIQUE (account_id, name),
  constraint workspace_pkey PRIMARY KEY (id)
);

create view held_lease as
 SELECT l.workspace_id,
    l.flow_run_id,
    l.session_id,
    l.work_pool_id,
    l.work_queue_id,
    l.deployment_id,
    l.attempt,
    l.fence_epoch,
    l.fence_counter,
    l.claimed,
    l.id,
    l.concurrency_limit_id,
    l.expires_at,
    l.renewed,
    l.heartbeat,
    s.worker_name,
    COALESCE(s.expires_at, l.expires_at) AS ends_at
   FROM (lease l
     LEFT JOIN worker_session s ON (((s.workspace_id = l.workspace_id) AND (s.id = l.session_id))));
