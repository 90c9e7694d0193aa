import type { Connection } from "../connect.js";
import type { ScheduleRow } from "../rows/schedule-row.js";

/** Adds schedules to a deployment. Their first instants are those from now on; the scheduler finds them due at once. */
export async function insertDeploymentSchedules(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string; schedules: readonly ScheduleRow[] },
): Promise<void> {
  await sql`
    insert into deployment_schedule
      (workspace_id, id, deployment_id, slug, schedule, active, max_scheduled_runs, parameters, missed_runs, refill_at)
    select ${params.workspaceId}, s.id, ${params.deploymentId}, s.slug, s.schedule, s.active, s.max_scheduled_runs,
           s.parameters, nullif(s.missed_runs, 'null'), case when s.active and not d.paused then clock_timestamp() end
    from jsonb_to_recordset(${JSON.stringify(params.schedules)}::jsonb) as s(
      id uuid, slug text, schedule jsonb, active boolean, max_scheduled_runs integer, parameters jsonb,
      missed_runs jsonb)
    join deployment d on d.workspace_id = ${params.workspaceId} and d.id = ${params.deploymentId}`;
}
