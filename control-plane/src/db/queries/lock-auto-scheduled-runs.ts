import type { Connection } from "../connect.js";

export interface AutoScheduledRuns {
  readonly workspaceId: string;
  readonly deploymentId: string;
  /** Null: those of all the deployment's schedules. */
  readonly scheduleIds: readonly string[] | null;
  /** `future`: those whose time has not come. `waiting`: those too that are late. */
  readonly which: "future" | "waiting";
}

/**
 * The runs that schedules have made and nobody has claimed, to be deleted. Waits for a claim or a commit that is under way
 * with one of them, and then leaves out what that one has moved on. In id order, as commits lock.
 */
export async function lockAutoScheduledRuns(sql: Connection, params: AutoScheduledRuns): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select id from flow_run
    where workspace_id = ${params.workspaceId} and deployment_id = ${params.deploymentId}
      and auto_scheduled and state_type = 'SCHEDULED' and run_count = 0 and state_name <> 'AwaitingConcurrencySlot'
      and (${params.which} = 'waiting' or next_scheduled_start_time > clock_timestamp())
      and (${params.scheduleIds as string[] | null}::text[] is null
           or created_by ->> 'id' = any(${params.scheduleIds as string[] | null}::text[]))
    order by id for update`;
  return rows.map((run) => run.id);
}
