import type { Connection } from "../connect.js";

export interface LateReportParams {
  workspaceId: string;
  id: string;
  flowRunId: string;
  fence: string;
  currentFence: string;
  report: object;
}

/** Keeps what a stale attempt wanted to write, for people who ask what happened. It is never applied. */
export async function insertLateReport(sql: Connection, params: LateReportParams): Promise<void> {
  await sql`
    insert into late_report (workspace_id, id, flow_run_id, fence, current_fence, report)
    values (${params.workspaceId}, ${params.id}, ${params.flowRunId}, ${params.fence}, ${params.currentFence},
            ${JSON.stringify(params.report)})`;
}
