-- Undoes the statement that it stands in, unless what was expected holds.
create function refuse_unless(holds boolean) returns boolean language plpgsql as $$
begin
  if holds then return true; end if;
  raise exception 'not as expected' using errcode = 'KG001';
end $$;
