import type { Connection } from "../connect.js";
import type { ScheduleRow } from "../rows/schedule-row.js";

/**
 * A deployment's schedules, to be changed: nobody makes runs of them until the transaction has ended, and the runs that
 * somebody was making just now are there when this returns. In id order, so that two changes cannot deadlock.
 */
export async function lockDeploymentSchedules(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string },
): Promise<ScheduleRow[]> {
  return sql<ScheduleRow[]>`
    select id, slug, schedule, active, max_scheduled_runs, parameters, missed_runs
    from deployment_schedule
    where workspace_id = ${params.workspaceId} and deployment_id = ${params.deploymentId}
    order by id for update`;
}
