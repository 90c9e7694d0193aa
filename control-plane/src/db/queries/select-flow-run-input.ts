import type { Sql } from "../connect.js";

export interface FlowRunInputKey {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly key: string;
}

/** The value that was sent under the key; null when there is none. */
export async function selectFlowRunInput(
  sql: Sql,
  { workspaceId, flowRunId, key }: FlowRunInputKey,
): Promise<string | null> {
  const [row] = await sql<{ value: string }[]>`
    select value from flow_run_input
    where workspace_id = ${workspaceId} and flow_run_id = ${flowRunId} and key = ${key}`;
  return row?.value ?? null;
}
