import type { DeploymentUpdate } from "kedge/contract";
import { jsonText } from "../json-text.js";
import type { QueueOfPool } from "../queries/select-work-queue.js";

/** What is said of a deployment: the keys of the request that were present. */
export interface DeploymentChanges extends Omit<DeploymentUpdate, "schedules"> {
  /** Null: its runs wait in no queue from now on. */
  readonly queue?: QueueOfPool | null | undefined;
}

type Values = Record<string, string | number | boolean | string[] | null>;

/** Fields that a column of the same name takes as they are. */
const PLAIN = [
  "version",
  "description",
  "paused",
  "enforce_parameter_schema",
  "tags",
  "storage_document_id",
  "infrastructure_document_id",
  "path",
  "entrypoint",
  "on_crash_retries",
  "on_disconnect",
] as const;
const JSON_TEXT = [
  "concurrency_options",
  "parameter_openapi_schema",
  "parameters",
  "job_variables",
  "labels",
  "pull_steps",
] as const;

/** The columns that these changes write. What was left out of the request is left out here. */
export function deploymentValues(changes: DeploymentChanges): Values {
  const values: Values = {};
  for (const key of PLAIN) {
    const value = changes[key];
    if (value !== undefined) values[key] = value;
  }
  for (const key of JSON_TEXT) {
    const value = changes[key];
    if (value !== undefined) values[key] = value === null ? null : jsonText(value);
  }
  if (changes.queue !== undefined) {
    values["work_pool_id"] = changes.queue?.work_pool_id ?? null;
    values["work_queue_id"] = changes.queue?.id ?? null;
    values["work_queue_name"] = changes.queue?.name ?? null;
  }
  return values;
}
