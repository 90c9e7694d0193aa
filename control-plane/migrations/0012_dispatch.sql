alter table worker_session add column renewed timestamptz not null default clock_timestamp();
alter table lease
  add column renewed timestamptz not null default clock_timestamp(),
  -- When the last heartbeat of an attempt left that no worker of ours supervises, by the clock of whoever sent it: only the
  -- distance between two of them is of interest.
  add column heartbeat timestamptz;
create index lease_by_own_end on lease (expires_at) where session_id is null;

alter table concurrency_limit
  -- For a limit whose slots come back by themselves: when the last of them will have.
  add column drained_at timestamptz,
  -- A moving average, from which a caller that finds no slot is told when to come again.
  add column slot_occupancy_seconds double precision not null default 2;

-- How many attempts of the run were lost and started anew (deployment.on_crash_retries). Not in the policy, which clients
-- replace as a whole.
alter table flow_run add column crash_count integer not null default 0;

-- The one definition of a slot that is held. A lease hangs on its worker's session, or ends by itself.
create function is_live(held lease) returns boolean
  language sql stable
  return case
    when held.session_id is null then held.expires_at > clock_timestamp()
    else exists (
      select from worker_session s
      where s.workspace_id = held.workspace_id and s.id = held.session_id and s.expires_at > clock_timestamp())
  end;

create function lease_end(held lease) returns timestamptz
  language sql stable
  return case
    when held.session_id is null then held.expires_at
    else (select s.expires_at from worker_session s where s.workspace_id = held.workspace_id and s.id = held.session_id)
  end;

create function slots_in_use(counted concurrency_limit) returns integer
  language sql stable
  return case
    when counted.slot_decay_per_second > 0 then
      coalesce(ceil(greatest(0, extract(epoch from counted.drained_at - clock_timestamp())) * counted.slot_decay_per_second), 0)::integer
    else
      (select count(*)::integer from lease l
       where l.workspace_id = counted.workspace_id and l.concurrency_limit_id = counted.id and is_live(l))
      + (select coalesce(sum(s.slots), 0)::integer from slot_lease s
         where s.workspace_id = counted.workspace_id and s.concurrency_limit_id = counted.id
           and s.expires_at > clock_timestamp())
  end;

-- What the rules must know of a run that workers may take; null of one that nobody but its creator executes.
create function dispatch_facts(run flow_run) returns jsonb
  language sql stable
  return case when run.deployment_id is not null or run.work_queue_id is not null then (
    select jsonb_build_object(
      'deployment_exists', run.deployment_id is null or d.id is not null,
      'on_crash_retries', d.on_crash_retries,
      'crash_count', run.crash_count,
      'concurrency_options', d.concurrency_options,
      'is_limited', d.concurrency_limit_id is not null
        or exists (select from work_pool p where p.workspace_id = run.workspace_id and p.id = run.work_pool_id
                   and p.concurrency_limit is not null)
        or exists (select from work_queue q where q.workspace_id = run.workspace_id and q.id = run.work_queue_id
                   and q.concurrency_limit is not null))
    from (select) as one
    left join deployment d on d.workspace_id = run.workspace_id and d.id = run.deployment_id)
  end;
