-- A subflow is never claimed: it runs inside an attempt of the run above it, and that run's claim is what counts.
alter table flow_run add column governing_run_id uuid;

-- The run whose claim decides who may write to a run: itself once it was claimed, else the one it runs inside.
create function fence_owner(run flow_run) returns uuid
  language sql stable
  return case when run.attempt = 0 then coalesce(run.governing_run_id, run.id) else run.id end;

create function current_fence(run flow_run) returns text
  language sql stable
  return case
    when run.attempt = 0 and run.governing_run_id is not null then
      (select owner.fence_epoch || '.' || owner.fence_counter from flow_run owner
       where owner.workspace_id = run.workspace_id and owner.id = run.governing_run_id)
    else run.fence_epoch || '.' || run.fence_counter
  end;

-- An attempt's fence names the attempt's run (`<run>/<epoch>.<counter>`): a process sends it with everything that it asks
-- for, and about runs outside the attempt it says nothing. A bare fence speaks of the very run it is sent for.
create function is_stale_fence(given text, owner uuid, current text) returns boolean
  language sql immutable
  return case
    when given is null then false
    when position('/' in given) = 0 then given is distinct from current
    else split_part(given, '/', 1)::uuid = owner and split_part(given, '/', 2) is distinct from current
  end;
