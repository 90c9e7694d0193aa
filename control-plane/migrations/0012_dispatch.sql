alter table worker_session add column renewed timestamptz not null default clock_timestamp();
alter table lease
  add column renewed timestamptz not null default clock_timestamp(),
  -- When the last heartbeat of an attempt left that no worker of ours supervises, by the clock of whoever sent it: only the
  -- distance between two of them is of interest.
  add column heartbeat timestamptz;

alter table concurrency_limit
  -- For a limit whose slots come back by themselves: when the last of them will have.
  add column drained_at timestamptz,
  -- A moving average, from which a caller that finds no slot is told when to come again.
  add column slot_occupancy_seconds double precision not null default 2;

-- How many attempts of the run were lost and started anew (deployment.on_crash_retries). Not in the policy, which clients
-- replace as a whole.
alter table flow_run add column crash_count integer not null default 0;

-- The one definition of until when a slot is held. A lease hangs on its worker's session, or ends by itself. A view, for the
-- planner sees through it: a function of the lease is called for every row (8 to 20 ms for a thousand, where this takes 0.3).
create view held_lease as
  select l.*, s.worker_name, coalesce(s.expires_at, l.expires_at) as ends_at
  from lease l left join worker_session s on s.workspace_id = l.workspace_id and s.id = l.session_id;

create function slots_in_use(counted work_pool) returns integer
  language sql stable
  return (select count(*)::integer from held_lease l
          where l.workspace_id = counted.workspace_id and l.work_pool_id = counted.id and l.ends_at > clock_timestamp());

create function slots_in_use(counted work_queue) returns integer
  language sql stable
  return (select count(*)::integer from held_lease l
          where l.workspace_id = counted.workspace_id and l.work_pool_id = counted.work_pool_id
            and l.work_queue_id = counted.id and l.ends_at > clock_timestamp());

create function slots_in_use(counted concurrency_limit) returns integer
  language sql stable
  return case
    when counted.slot_decay_per_second > 0 then
      coalesce(ceil(greatest(0, extract(epoch from counted.drained_at - clock_timestamp())) * counted.slot_decay_per_second), 0)::integer
    else
      (select count(*)::integer from held_lease l
       where l.workspace_id = counted.workspace_id and l.concurrency_limit_id = counted.id
         and l.ends_at > clock_timestamp())
      + (select coalesce(sum(s.slots), 0)::integer from slot_lease s
         where s.workspace_id = counted.workspace_id and s.concurrency_limit_id = counted.id
           and s.expires_at > clock_timestamp())
  end;

-- What is left of a limit; null where there is none, and then nothing is counted.
create function free_slots(counted work_pool) returns integer
  language sql stable
  return case when counted.concurrency_limit is not null then counted.concurrency_limit - slots_in_use(counted) end;

create function free_slots(counted work_queue) returns integer
  language sql stable
  return case when counted.concurrency_limit is not null then counted.concurrency_limit - slots_in_use(counted) end;

create function free_slots(counted concurrency_limit) returns integer
  language sql stable
  return case when counted.active then counted.slot_limit - slots_in_use(counted) end;

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
