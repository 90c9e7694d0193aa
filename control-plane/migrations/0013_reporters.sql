-- Why the session's worker takes no runs at present, in its own words; null: it takes them.
alter table worker_session add column trouble text;
