import { uuidv7, type Event, type JsonObject, type Timestamp } from "kedge/contract";
import type { AnnouncedDeployment } from "../db/queries/announce-deployment-statuses.js";
import type { DeploymentRow } from "../db/rows/deployment-row.js";

export type DeploymentHappening = "created" | "updated" | "deleted" | "ready" | "not-ready";

type Told = Omit<AnnouncedDeployment, "workspace_id" | "is_ready">;

/** What happened to a deployment, as an event that automations and the UI know from Prefect. */
export function deploymentEvent(
  deployment: Told,
  happening: DeploymentHappening,
  occurred: Timestamp,
  payload: JsonObject = {},
): Event {
  return {
    id: uuidv7(),
    occurred,
    event: `prefect.deployment.${happening}`,
    resource: {
      "prefect.resource.id": `prefect.deployment.${deployment.id}`,
      "prefect.resource.name": deployment.name,
    },
    related: [
      ...related("flow", deployment.flow_id, deployment.flow_name),
      ...related("work-queue", deployment.work_queue_id, deployment.work_queue_name),
      ...related("work-pool", deployment.work_pool_id, deployment.work_pool_name),
    ],
    payload,
  };
}

function related(kind: string, id: string | null, name: string | null): Record<string, string>[] {
  if (id === null) return [];
  return [
    {
      "prefect.resource.id": `prefect.${kind}.${id}`,
      "prefect.resource.role": kind,
      ...(name !== null && { "prefect.resource.name": name }),
    },
  ];
}

/** The fields whose changes are told, by the names that Prefect's events give them: one differs from the API's. */
const TOLD_FIELDS = {
  description: "description",
  tags: "tags",
  parameters: "parameters",
  parameter_openapi_schema: "parameter_openapi_schema",
  enforce_parameter_schema: "enforce_parameter_schema",
  entrypoint: "entrypoint",
  path: "path",
  pull_steps: "pull_steps",
  work_queue_id: "work_queue_id",
  job_variables: "infra_overrides",
  paused: "paused",
  labels: "labels",
  version: "version",
  concurrency_limit_id: "concurrency_limit_id",
  concurrency_options: "concurrency_options",
  on_crash_retries: "on_crash_retries",
  on_disconnect: "on_disconnect",
} as const satisfies Partial<Record<keyof DeploymentRow, string>>;

/** What an `updated` event tells; null when nothing that it could tell has changed. */
export function changesToTell(before: DeploymentRow, after: DeploymentRow): JsonObject | null {
  const updates = Object.entries(TOLD_FIELDS).flatMap(([field, name]) => {
    const key = field as keyof typeof TOLD_FIELDS;
    const [from, to] = [before[key], after[key]];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [[name, { from, to }] as const];
  });
  if (updates.length === 0) return null;
  return { updated_fields: updates.map(([name]) => name), updates: Object.fromEntries(updates) };
}
