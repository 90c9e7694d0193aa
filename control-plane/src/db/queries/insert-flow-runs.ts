import type { Connection } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";
import { mirrorOnTrackingTask } from "./mirror-on-tracking-task.js";
import { noteUnsettled } from "./note-unsettled.js";

/** A run to be created with its first state; ids are the caller's. */
export interface NewFlowRun {
  workspace_id: string;
  id: string;
  flow_id: string;
  name: string;
  deployment_id: string | null;
  deployment_version: string | null;
  work_pool_id: string | null;
  work_queue_id: string | null;
  work_queue_name: string | null;
  flow_version: string | null;
  parameters: object;
  idempotency_key: string | null;
  context: object;
  empirical_policy: object;
  tags: string[];
  labels: object;
  parent_task_run_id: string | null;
  job_variables: object | null;
  infrastructure_document_id: string | null;
  created_by: object | null;
  auto_scheduled: boolean;
  /** Skipped instead of started from then on. */
  start_before?: string | null;
  /** Its creator carries it out, and keeps a lease of it. */
  lease_seconds?: number | null;
  state_id: string;
  state_type: string;
  state_name: string;
  state_message: string | null;
  state_data: unknown;
  state_details: object;
}

/**
 * Creates many runs in one statement: the run, its first state (mirrored by a subflow's tracking task run), and its
 * place in the due list when a worker is to start it. Runs whose flow doesn't exist, or whose idempotency key is taken, are left out of the answer; the caller finds out
 * which. One JSON parameter instead of an array a column: a run has 27 of them, and most are short.
 */
export async function insertFlowRuns(sql: Connection, runs: readonly NewFlowRun[]): Promise<FlowRunRow[]> {
  return sql<FlowRunRow[]>`
    with proposed as (
      select p.*, f.labels as flow_labels, e.entered, coalesce(parent.governing_run_id, parent.id) as governing_run_id,
             case when p.state_type = 'SCHEDULED'
               then coalesce((p.state_details ->> 'scheduled_time')::timestamptz, e.entered) end as scheduled_for
      from jsonb_to_recordset(${JSON.stringify(runs)}::jsonb) as p(
        workspace_id uuid, id uuid, flow_id uuid, name text, deployment_id uuid, deployment_version text,
        work_pool_id uuid, work_queue_id uuid, work_queue_name text, flow_version text, parameters jsonb,
        idempotency_key text, context jsonb, empirical_policy jsonb, tags text[], labels jsonb, parent_task_run_id uuid,
        job_variables jsonb, infrastructure_document_id uuid, created_by jsonb, auto_scheduled boolean,
        start_before timestamptz, state_id uuid, state_type text, state_name text, state_message text, state_data jsonb, state_details jsonb,
        lease_seconds float8)
      join flow f on f.workspace_id = p.workspace_id and f.id = p.flow_id
      left join task_run t on t.workspace_id = p.workspace_id and t.id = p.parent_task_run_id
      left join flow_run parent on parent.workspace_id = t.workspace_id and parent.id = t.flow_run_id
      cross join (select clock_timestamp() as entered) e
    ),
    created as (
      insert into flow_run (
        workspace_id, id, created, updated, flow_id, name, deployment_id, deployment_version, work_pool_id,
        work_queue_id, work_queue_name, flow_version, parameters, idempotency_key, context, empirical_policy, tags,
        labels, parent_task_run_id, governing_run_id, job_variables, infrastructure_document_id, created_by, auto_scheduled,
        start_before, state_id, state_type, state_name, state_timestamp, state_message, state_data, state_details,
        run_count, expected_start_time, next_scheduled_start_time, start_time, end_time)
      select
        workspace_id, id, entered, entered, flow_id, name, deployment_id, deployment_version, work_pool_id,
        work_queue_id, work_queue_name, flow_version, parameters, idempotency_key, context, empirical_policy, tags,
        flow_labels || jsonb_build_object('prefect.flow.id', flow_id)
          || case when deployment_id is null then '{}' else jsonb_build_object('prefect.deployment.id', deployment_id) end
          || labels,
        parent_task_run_id, governing_run_id, job_variables, infrastructure_document_id, created_by, auto_scheduled,
        start_before, state_id, state_type, state_name, entered, state_message, nullif(state_data, 'null'),
        jsonb_strip_nulls(state_details || jsonb_build_object('flow_run_id', id, 'task_run_id', parent_task_run_id))
          || case when scheduled_for is null then '{}' else jsonb_build_object('scheduled_time', iso_instant(scheduled_for)) end,
        case when state_type = 'RUNNING' then 1 else 0 end,
        coalesce(scheduled_for, entered),
        scheduled_for,
        case when state_type = 'RUNNING' or is_terminal(state_type) then entered end,
        case when is_terminal(state_type) then entered end
      from proposed
      order by workspace_id, id
      on conflict (workspace_id, flow_id, idempotency_key) where idempotency_key is not null do nothing
      returning *
    ),
    history as (
      insert into flow_run_state (workspace_id, id, flow_run_id, type, name, timestamp, message, data, state_details)
      select workspace_id, state_id, id, state_type, state_name, state_timestamp, state_message, state_data, state_details
      from created
    ),
    due as (
      insert into due_run (workspace_id, flow_run_id, work_pool_id, work_queue_id, concurrency_limit_id, due)
      select workspace_id, id, work_pool_id, work_queue_id,
             (select d.concurrency_limit_id from deployment d
              where d.workspace_id = created.workspace_id and d.id = created.deployment_id),
             next_scheduled_start_time
      from created where state_type = 'SCHEDULED' and work_queue_id is not null
    ),
    leased as (
      -- Of a subflow none: its parent is in the same process. Renewed by \`keep-local-runs\`.
      insert into lease (workspace_id, flow_run_id, attempt, fence_epoch, fence_counter, expires_at)
      select c.workspace_id, c.id, c.attempt, c.fence_epoch, c.fence_counter,
             clock_timestamp() + make_interval(secs => p.lease_seconds)
      from proposed p join created c on c.workspace_id = p.workspace_id and c.id = p.id
      where p.lease_seconds is not null and c.governing_run_id is null and not is_terminal(c.state_type)
    ),
    ${noteUnsettled(sql, "created", { type: "state_type", details: "state_details", since: "state_timestamp" })},
    entered_state as (
      select workspace_id, id as flow_run_id, parent_task_run_id, state_id, state_type as type, state_name as name,
             state_timestamp as timestamp, state_message as message, state_data as data, state_details as details,
             next_scheduled_start_time as scheduled_for
      from created where parent_task_run_id is not null
    ),
    ${mirrorOnTrackingTask(sql)}
    select * from created`;
}
