-- Runs whose state leaves something for the plane itself to do, and when: a pause that ends, a cancel that nobody carries
-- out, runs inside a run that was ended from outside. What it is, the run's state says. A row comes with the commit of such
-- a state and goes when nothing is left; one that the run has outlived is found out when it is due.
create table unsettled_run (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  due timestamptz not null,
  primary key (workspace_id, flow_run_id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);
create index unsettled_run_in_order on unsettled_run (due);

-- What is sent to a run while it runs, and what it asks for: the schema and the answer of a pause, messages of other runs.
-- The value is a JSON text of the sender's, kept as it came.
create table flow_run_input (
  workspace_id uuid not null,
  flow_run_id uuid not null,
  key text not null,
  id uuid not null,
  created timestamptz not null default clock_timestamp(),
  updated timestamptz not null default clock_timestamp(),
  value text not null,
  sender text,
  primary key (workspace_id, flow_run_id, key),
  foreign key (workspace_id, flow_run_id) references flow_run on delete cascade
);
