import type { Connection } from "../connect.js";
import type { ScheduleRow } from "../rows/schedule-row.js";

/**
 * Overwrites schedules. One that got other instants, or was paused until now, begins anew from now on; else what was
 * decided up to now stays so, and only what lies ahead is decided again.
 *
 * Slugs are cleared first, in a statement of their own: two schedules may swap theirs, and the index checks row by row.
 */
export async function updateDeploymentSchedules(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string; schedules: readonly ScheduleRow[] },
): Promise<void> {
  const { workspaceId, deploymentId, schedules } = params;
  if (schedules.length === 0) return;
  await sql`
    update deployment_schedule set slug = null
    where workspace_id = ${workspaceId} and deployment_id = ${deploymentId}
      and id = any(${schedules.map((schedule) => schedule.id)}) and slug is not null`;
  await sql`
    update deployment_schedule s set
      updated = clock_timestamp(), slug = n.slug, schedule = n.schedule, active = n.active,
      max_scheduled_runs = n.max_scheduled_runs, parameters = n.parameters, missed_runs = nullif(n.missed_runs, 'null'),
      decided_until = case when s.schedule <> n.schedule or s.refill_at is null then clock_timestamp()
                           else least(s.decided_until, clock_timestamp()) end,
      refill_at = case when n.active and not d.paused then clock_timestamp() end
    from deployment d, jsonb_to_recordset(${JSON.stringify(schedules)}::jsonb) as n(
      id uuid, slug text, schedule jsonb, active boolean, max_scheduled_runs integer, parameters jsonb,
      missed_runs jsonb)
    where s.workspace_id = ${workspaceId} and s.deployment_id = ${deploymentId} and s.id = n.id
      and d.workspace_id = s.workspace_id and d.id = s.deployment_id`;
}
