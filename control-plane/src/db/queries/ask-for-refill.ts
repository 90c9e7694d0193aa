import type { Connection } from "../connect.js";

/**
 * Has the runs of a deployment's schedules made anew from now on; of a paused deployment, none. A schedule of which no runs
 * were wanted until now begins with the present: what passed in a pause is not made up for.
 */
export async function askForRefill(
  sql: Connection,
  params: { workspaceId: string; deploymentId: string },
): Promise<void> {
  await sql`
    update deployment_schedule s set
      decided_until = case when s.refill_at is null then clock_timestamp()
                           else least(s.decided_until, clock_timestamp()) end,
      refill_at = case when s.active and not d.paused then clock_timestamp() end
    from deployment d
    where s.workspace_id = ${params.workspaceId} and s.deployment_id = ${params.deploymentId}
      and d.workspace_id = s.workspace_id and d.id = s.deployment_id`;
}
