import type { SlotHolder } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface SlotHolderRow extends SlotHolder {
  readonly kind: "deployment" | "workQueue" | "workPool";
}

/** To a person who looks for what holds up a run, twenty are as many as a thousand. */
const MOST_HOLDERS = 20;

/** Runs that hold slots of the limits that a run falls under, the longest-held first. */
export async function selectSlotHolders(
  sql: Sql,
  params: {
    workspaceId: string;
    limitId: string | null;
    workQueueId: string | null;
    workPoolId: string | null;
  },
): Promise<SlotHolderRow[]> {
  return sql<SlotHolderRow[]>`
    select held.kind, r.id as flow_run_id, r.name, held.worker_name, held.claimed as since
    from (values ('deployment'), ('workQueue'), ('workPool')) kinds(kind)
    cross join lateral (
      select kinds.kind, l.* from held_lease l
      where l.workspace_id = ${params.workspaceId} and l.ends_at > clock_timestamp() and case kinds.kind
        when 'deployment' then l.concurrency_limit_id = ${params.limitId}
        when 'workQueue' then l.work_queue_id = ${params.workQueueId}
        else l.work_pool_id = ${params.workPoolId} end
      order by l.claimed, l.flow_run_id limit ${MOST_HOLDERS}
    ) held
    join flow_run r on r.workspace_id = held.workspace_id and r.id = held.flow_run_id
    order by held.claimed, r.id`;
}
