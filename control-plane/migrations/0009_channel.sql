-- When a pool's next run is due, for the one timer that wakes its dispatch.
create index due_run_by_pool on due_run (workspace_id, work_pool_id, due);
