import type { FlowRunUpdate } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface UpdateFlowRunParams {
  workspaceId: string;
  id: string;
  /** Refused unless the run's fence is this one; null: the caller acts for no attempt. */
  fence: string | null;
  changes: FlowRunUpdate;
}

/**
 * Writes the fields that are given. Fence, and for job variables a state in which they can still take effect, are judged
 * by the statement itself: a claim may come between a look and a write. False: refused or not there.
 */
export async function updateFlowRun(sql: Sql, params: UpdateFlowRunParams): Promise<boolean> {
  const columns = columnsOf(params.changes);
  // The driver spells out a list of columns only where it reads `update` in the same piece of text.
  const set =
    Object.keys(columns).length > 0
      ? sql`update flow_run set ${sql(columns)}, updated = clock_timestamp()`
      : sql`update flow_run set updated = clock_timestamp()`;
  const updated = await sql`
    ${set}
    where workspace_id = ${params.workspaceId} and id = ${params.id}
      and not is_stale_fence(${params.fence}, fence_owner(flow_run), current_fence(flow_run))
      ${params.changes.job_variables == null ? sql`` : sql`and state_type = 'SCHEDULED' and deployment_id is not null`}`;
  return updated.count > 0;
}

/** A null name is no name and leaves the one there is. */
function columnsOf({ name, tags, flow_version, infrastructure_pid, ...json }: FlowRunUpdate) {
  return {
    ...(name != null && { name }),
    ...(tags !== undefined && { tags }),
    ...(flow_version !== undefined && { flow_version }),
    ...(infrastructure_pid !== undefined && { infrastructure_pid }),
    ...(json.parameters !== undefined && { parameters: JSON.stringify(json.parameters) }),
    ...(json.empirical_policy !== undefined && { empirical_policy: JSON.stringify(json.empirical_policy) }),
    ...(json.job_variables !== undefined && {
      job_variables: json.job_variables === null ? null : JSON.stringify(json.job_variables),
    }),
  };
}
