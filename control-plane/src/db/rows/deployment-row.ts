import type { CreatedBy, Deployment, DeploymentSchedule, JsonObject, Labels, LimitOfDeployment } from "kedge/contract";
import type { deployment } from "../schema/deployment.js";

/** A deployment with what stands on other tables. */
export type DeploymentRow = typeof deployment.$inferSelect & {
  flow_name: string;
  work_pool_name: string | null;
  last_asked_for: string | null;
  is_ready: boolean;
  limit_taken: LimitOfDeployment | null;
  schedules: DeploymentSchedule[];
};

export function toDeployment(row: DeploymentRow): Deployment {
  return {
    id: row.id,
    created: row.created,
    updated: row.updated,
    name: row.name,
    flow_id: row.flow_id,
    version: row.version,
    description: row.description,
    paused: row.paused,
    schedules: row.schedules,
    concurrency_limit: null,
    concurrency_options: row.concurrency_options as Deployment["concurrency_options"],
    global_concurrency_limit: row.limit_taken,
    job_variables: row.job_variables as JsonObject,
    parameters: row.parameters as JsonObject,
    tags: row.tags,
    labels: row.labels as Labels,
    work_queue_name: row.work_queue_name,
    work_queue_id: row.work_queue_id,
    work_pool_name: row.work_pool_name,
    last_polled: row.last_asked_for,
    status: row.is_ready ? "READY" : "NOT_READY",
    parameter_openapi_schema: row.parameter_openapi_schema as JsonObject | null,
    path: row.path,
    pull_steps: row.pull_steps as JsonObject[] | null,
    entrypoint: row.entrypoint,
    storage_document_id: row.storage_document_id,
    infrastructure_document_id: row.infrastructure_document_id,
    created_by: row.created_by as CreatedBy | null,
    updated_by: row.updated_by as CreatedBy | null,
    enforce_parameter_schema: row.enforce_parameter_schema,
    on_crash_retries: row.on_crash_retries,
    on_disconnect: row.on_disconnect as Deployment["on_disconnect"],
  };
}
