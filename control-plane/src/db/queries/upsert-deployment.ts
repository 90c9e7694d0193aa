import type { DeploymentCreate } from "kedge/contract";
import type { Connection } from "../connect.js";
import type { QueueOfPool } from "./select-work-queue.js";

export interface UpsertDeploymentParams extends DeploymentCreate {
  workspaceId: string;
  id: string;
  queue: QueueOfPool | null;
}

/**
 * Creates a deployment, or replaces the one of the same flow and name; undefined when the flow doesn't exist. `xmax` is 0
 * on a row that this statement inserted.
 */
export async function upsertDeployment(
  sql: Connection,
  params: UpsertDeploymentParams,
): Promise<{ id: string; is_new: boolean } | undefined> {
  const { workspaceId, queue, ...fields } = params;
  const json = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));
  const rows = await sql<{ id: string; is_new: boolean }[]>`
    insert into deployment (
      workspace_id, id, flow_id, name, version, description, paused, concurrency_limit, concurrency_options,
      enforce_parameter_schema, parameter_openapi_schema, parameters, job_variables, tags, labels, pull_steps,
      work_pool_id, work_queue_id, work_queue_name, storage_document_id, infrastructure_document_id, path, entrypoint)
    select f.workspace_id, ${fields.id}, f.id, ${fields.name}, ${fields.version ?? null}, ${fields.description ?? null},
      ${fields.paused}, ${fields.concurrency_limit ?? null},
      ${json(fields.concurrency_options)}, ${fields.enforce_parameter_schema},
      ${json(fields.parameter_openapi_schema)}, ${json(fields.parameters)}, ${json(fields.job_variables)},
      ${fields.tags}, f.labels || ${json(fields.labels)}::jsonb, ${json(fields.pull_steps)},
      ${queue?.work_pool_id ?? null}, ${queue?.id ?? null}, ${queue?.name ?? null},
      ${fields.storage_document_id ?? null}, ${fields.infrastructure_document_id ?? null}, ${fields.path ?? null},
      ${fields.entrypoint ?? null}
    from flow f where f.workspace_id = ${workspaceId} and f.id = ${fields.flow_id}
    on conflict (workspace_id, flow_id, name) do update set
      updated = clock_timestamp(), version = excluded.version, description = excluded.description,
      paused = excluded.paused, concurrency_limit = excluded.concurrency_limit,
      concurrency_options = excluded.concurrency_options, enforce_parameter_schema = excluded.enforce_parameter_schema,
      parameter_openapi_schema = excluded.parameter_openapi_schema, parameters = excluded.parameters,
      job_variables = excluded.job_variables, tags = excluded.tags, labels = excluded.labels,
      pull_steps = excluded.pull_steps, work_pool_id = excluded.work_pool_id, work_queue_id = excluded.work_queue_id,
      work_queue_name = excluded.work_queue_name, storage_document_id = excluded.storage_document_id,
      infrastructure_document_id = excluded.infrastructure_document_id, path = excluded.path,
      entrypoint = excluded.entrypoint
    returning id, xmax = 0 as is_new`;
  return rows[0];
}
