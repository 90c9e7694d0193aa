import type { Sql } from "../connect.js";

export interface LateRunRow {
  readonly workspace_id: string;
  readonly id: string;
  readonly state_id: string;
  readonly next_scheduled_start_time: string;
  /** Its deployment wants no run that finds no free slot. */
  readonly is_to_be_cancelled: boolean;
}

/**
 * Runs that nobody has claimed for a while past their time, off the index of those that wait and are not marked yet. Slots
 * are counted only for deployments that cancel what finds none.
 */
export async function selectLateRuns(sql: Sql, params: { afterSeconds: number; limit: number }): Promise<LateRunRow[]> {
  return sql<LateRunRow[]>`
    select r.workspace_id, r.id, r.state_id, r.next_scheduled_start_time, coalesce((
      select c.active and slots_in_use(c) >= c.slot_limit
      from deployment d
      join concurrency_limit c on c.workspace_id = d.workspace_id and c.id = d.concurrency_limit_id
      where d.workspace_id = r.workspace_id and d.id = r.deployment_id
        and d.concurrency_options ->> 'collision_strategy' = 'CANCEL_NEW'), false) as is_to_be_cancelled
    from flow_run r
    where r.state_type = 'SCHEDULED' and r.state_name = 'Scheduled'
      and r.next_scheduled_start_time <= clock_timestamp() - make_interval(secs => ${params.afterSeconds})
    order by r.next_scheduled_start_time limit ${params.limit}`;
}
