import type { Sql } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";

/** The run that an idempotency key stands for, within its flow. */
export async function selectFlowRunByIdempotencyKey(
  sql: Sql,
  params: { workspaceId: string; flowId: string; idempotencyKey: string },
): Promise<FlowRunRow | undefined> {
  const rows = await sql<FlowRunRow[]>`
    select * from flow_run
    where workspace_id = ${params.workspaceId} and flow_id = ${params.flowId}
      and idempotency_key = ${params.idempotencyKey}`;
  return rows[0];
}
