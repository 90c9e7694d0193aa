-- Under which of the run's own fences each state was written, or of a claim the one that it made; null where no attempt of the
-- run wrote: people, the plane, the run that a subflow runs inside. The number of the attempt is the run's own at that time,
-- whoever wrote: only the fence bears witness against a write that came late.
alter table flow_run_state add column fence text;

-- A fence without the run that it names; null where that is not `owner`.
create function bare_fence(given text, owner uuid) returns text
  language sql immutable
  return case
    when position('/' in given) = 0 then given
    when split_part(given, '/', 1)::uuid = owner then split_part(given, '/', 2)
  end;

-- Fences in their order: the epoch counts for more than the counter.
create function fence_rank(fence text) returns bigint[]
  language sql immutable
  return string_to_array(fence, '.')::bigint[];
