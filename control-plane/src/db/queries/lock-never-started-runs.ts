import type { Connection } from "../connect.js";

/**
 * The runs of deployments that never started, to be deleted. One that waits for a slot has had its time, and stays. In id
 * order, as commits lock; waits for a claim or a commit that is under way with one of them, and then leaves it out.
 */
export async function lockNeverStartedRuns(
  sql: Connection,
  params: { workspaceId: string; deploymentIds: readonly string[] },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from flow_run
    where workspace_id = ${params.workspaceId} and deployment_id = any(${params.deploymentIds as string[]}::uuid[])
      and state_type = 'SCHEDULED' and state_name <> 'AwaitingConcurrencySlot' and run_count = 0
    order by id for update`;
  return rows.map((run) => run.id);
}
