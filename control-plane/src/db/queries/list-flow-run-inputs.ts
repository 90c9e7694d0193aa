import type { FlowRunInput } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface FlowRunInputsParams {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly prefix: string;
  readonly excludeKeys: readonly string[];
  readonly limit: number;
}

/** The oldest first, as a run receives them. `starts_with` and not LIKE: an underscore in a key is itself. */
export async function listFlowRunInputs(sql: Sql, params: FlowRunInputsParams): Promise<FlowRunInput[]> {
  return sql<FlowRunInput[]>`
    select id, created, updated, flow_run_id, key, value, sender
    from flow_run_input
    where workspace_id = ${params.workspaceId} and flow_run_id = ${params.flowRunId}
      and starts_with(key, ${params.prefix}) and not (key = any(${params.excludeKeys as string[]}))
    order by created, id limit ${params.limit}`;
}
