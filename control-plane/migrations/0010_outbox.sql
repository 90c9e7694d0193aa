-- How far each spool of reports has been applied. Written in the transaction that applies them, so that a report that is
-- sent again, by whomever, is known by its seq. What became of the seqs is counted: together they are all there were.
create table spool_mark (
  workspace_id uuid not null,
  spool_id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  acknowledged bigint not null default 0,
  applied bigint not null default 0,
  -- Lost on the reporter's side, or left out there for want of room.
  missing bigint not null default 0,
  -- Kept in set_aside_report.
  set_aside bigint not null default 0,
  primary key (workspace_id, spool_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
create index spool_mark_by_age on spool_mark (updated);

-- Reports that could not be applied, whatever is tried: they must not hold up those behind them.
create table set_aside_report (
  workspace_id uuid not null,
  spool_id uuid not null,
  seq bigint not null,
  received timestamptz not null default clock_timestamp(),
  reason text not null,
  -- As text: what makes it impossible to store may be in it.
  report text not null,
  primary key (workspace_id, spool_id, seq)
);
create index set_aside_report_by_age on set_aside_report (received);
