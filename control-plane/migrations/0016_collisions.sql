-- Deployments whose new runs are cancelled when they find no free slot: looked for whenever a run falls due.
create index deployment_that_cancels on deployment (workspace_id, concurrency_limit_id)
  where concurrency_limit_id is not null and concurrency_options ->> 'collision_strategy' = 'CANCEL_NEW';
