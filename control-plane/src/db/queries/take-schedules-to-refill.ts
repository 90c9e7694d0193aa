import type { Connection } from "../connect.js";
import type { ScheduleRow } from "../rows/schedule-row.js";

export interface ScheduleToRefill extends ScheduleRow {
  readonly workspace_id: string;
  readonly deployment_id: string;
  readonly decided_until: string;
  /** How many of its runs, past their time, wait to be claimed. */
  readonly waiting: number;
  /** The database's clock. */
  readonly now: string;
}

/**
 * Schedules of which more runs are wanted, the longest due first, each for this server alone until the transaction ends:
 * what another one has is skipped. Whoever changes one of them waits, and then sees the runs that were made.
 *
 * Runs that wait are counted only for a schedule that has fallen behind, from an index of what is scheduled.
 */
export async function takeSchedulesToRefill(sql: Connection, params: { limit: number }): Promise<ScheduleToRefill[]> {
  return sql<ScheduleToRefill[]>`
    select s.workspace_id, s.id, s.deployment_id, s.slug, s.schedule, s.active, s.max_scheduled_runs, s.parameters,
           s.missed_runs, s.decided_until, clock_timestamp() as now,
           case when s.decided_until >= clock_timestamp() then 0 else (
             select count(*)::integer from flow_run r
             where r.workspace_id = s.workspace_id and r.deployment_id = s.deployment_id and r.auto_scheduled
               and r.state_type = 'SCHEDULED' and r.next_scheduled_start_time <= clock_timestamp()
               and r.created_by ->> 'id' = s.id::text) end as waiting
    from deployment_schedule s
    where s.refill_at <= clock_timestamp()
    order by s.refill_at
    limit ${params.limit}
    for update of s skip locked`;
}
