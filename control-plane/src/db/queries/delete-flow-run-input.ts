import type { Sql } from "../connect.js";
import type { FlowRunInputKey } from "./select-flow-run-input.js";

/** Whether there was one. */
export async function removeFlowRunInput(sql: Sql, { workspaceId, flowRunId, key }: FlowRunInputKey): Promise<boolean> {
  const deleted = await sql`
    delete from flow_run_input
    where workspace_id = ${workspaceId} and flow_run_id = ${flowRunId} and key = ${key}`;
  return deleted.count > 0;
}
