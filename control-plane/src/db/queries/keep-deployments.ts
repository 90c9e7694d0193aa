import type { JsonObject, Labels } from "kedge/contract";
import type { Connection } from "../connect.js";

/** What a run takes over from its deployment. */
export interface DeploymentOfRuns {
  readonly workspace_id: string;
  readonly id: string;
  readonly flow_id: string;
  readonly version: string | null;
  readonly paused: boolean;
  readonly parameters: JsonObject;
  readonly tags: string[];
  readonly labels: Labels;
  readonly infrastructure_document_id: string | null;
  readonly work_pool_id: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  /** Its runs queue up for a slot of a limit. */
  readonly is_enqueuing: boolean;
}

/**
 * Deployments that are there and stay so until the transaction ends. One that is being deleted just now is left out instead
 * of waited for: whoever deletes it goes on to its schedules, which this transaction holds. To be called after the
 * schedules are locked, as a statement of its own, so that it sees what a change that came before has made of them.
 */
export async function keepDeployments(
  sql: Connection,
  keys: readonly { workspace_id: string; deployment_id: string }[],
): Promise<DeploymentOfRuns[]> {
  return sql<DeploymentOfRuns[]>`
    select workspace_id, id, flow_id, version, paused, parameters, tags, labels, infrastructure_document_id,
           work_pool_id, work_queue_id, work_queue_name,
           concurrency_limit_id is not null
             and coalesce(concurrency_options ->> 'collision_strategy', 'ENQUEUE') = 'ENQUEUE' as is_enqueuing
    from deployment
    where (workspace_id, id) in (
      select * from unnest(${keys.map((key) => key.workspace_id)}::uuid[], ${keys.map((key) => key.deployment_id)}::uuid[]))
    for key share skip locked`;
}
