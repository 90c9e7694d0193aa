import type { Sql } from "../connect.js";

/** The runs of a queue that should have started and are marked as late. Only the due list is read. */
export async function countLateRuns(
  sql: Sql,
  params: { readonly workspaceId: string; readonly queueId: string },
): Promise<number> {
  const [row] = await sql<[{ count: number }]>`
    select count(*)::int as count
    from due_run d join flow_run r on r.workspace_id = d.workspace_id and r.id = d.flow_run_id
    where d.workspace_id = ${params.workspaceId} and d.work_queue_id = ${params.queueId}
      and d.due <= clock_timestamp() and r.state_name = 'Late'`;
  return row.count;
}
