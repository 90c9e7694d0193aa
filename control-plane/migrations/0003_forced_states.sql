-- Which states were forced past the rules: the rest of a history must be a path that the rules allow.
alter table flow_run_state add column is_forced boolean not null default false;

-- An instant as the wire writes it.
create function iso_instant(at timestamptz) returns text
  language sql stable parallel safe
  return to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"');
