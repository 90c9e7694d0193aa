import type { FlowRunSlotSummary } from "kedge/contract";
import type { Sql } from "../connect.js";

/** Of each queue that was asked about. */
export type HoldersOfQueues = ReadonlyMap<string, readonly FlowRunSlotSummary[]>;

export interface SelectHoldersOfQueuesParams {
  readonly workspaceId: string;
  readonly queueIds: readonly string[];
  /** Of each queue, and from which on. */
  readonly limit: number;
  readonly offset: number;
}

/** The runs whose live attempts hold slots of these queues, oldest run first; paused queues too, for their slots count as well. */
export async function selectHoldersOfQueues(sql: Sql, params: SelectHoldersOfQueuesParams): Promise<HoldersOfQueues> {
  const rows = await sql<{ work_queue_id: string; holder: FlowRunSlotSummary }[]>`
    select held.work_queue_id, jsonb_build_object(
      'id', r.id, 'name', r.name, 'state_type', r.state_type, 'state_name', r.state_name,
      'start_time', iso_instant(r.start_time), 'state_timestamp', iso_instant(r.state_timestamp),
      'time_in_current_state', extract(epoch from clock_timestamp() - r.state_timestamp)::double precision) as holder
    from unnest(${params.queueIds}::uuid[]) as q(id)
    cross join lateral (
      select l.workspace_id, l.flow_run_id, l.work_queue_id from held_lease l
      where l.workspace_id = ${params.workspaceId} and l.work_queue_id = q.id and l.ends_at > clock_timestamp()
      order by l.flow_run_id limit ${params.limit} offset ${params.offset}
    ) held
    join flow_run r on r.workspace_id = held.workspace_id and r.id = held.flow_run_id
    order by r.id`;
  return new Map(
    params.queueIds.map((id) => [id, rows.filter((row) => row.work_queue_id === id).map((row) => row.holder)]),
  );
}
