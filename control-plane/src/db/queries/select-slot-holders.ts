import type { SlotHolder } from "kedge/contract";
import type { Sql } from "../connect.js";

export interface SlotHolderRow extends SlotHolder {
  readonly kind: "deployment" | "workQueue" | "workPool";
}

/** To a person who looks for what holds up a run, twenty are as many as a thousand. */
const MOST_HOLDERS = 20;

/**
 * Who holds slots of the limits that a run falls under, the longest-held first: runs by their claims, and of a named limit
 * the runs whose tasks or blocks have taken slots of it.
 */
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
    select held.kind, held.flow_run_id, held.name, held.worker_name, held.since from (
      select claimed.kind, r.id as flow_run_id, r.name, claimed.worker_name, claimed.claimed as since
      from (values ('deployment'), ('workQueue'), ('workPool')) kinds(kind)
      cross join lateral (
        select kinds.kind, l.* from held_lease l
        where l.workspace_id = ${params.workspaceId} and l.ends_at > clock_timestamp() and case kinds.kind
          when 'deployment' then l.concurrency_limit_id = ${params.limitId}
          when 'workQueue' then l.work_queue_id = ${params.workQueueId}
          else l.work_pool_id = ${params.workPoolId} end
        order by l.claimed, l.flow_run_id limit ${MOST_HOLDERS}
      ) claimed
      join flow_run r on r.workspace_id = claimed.workspace_id and r.id = claimed.flow_run_id
      union all
      (select 'deployment', coalesce(r.id, t.flow_run_id), coalesce(r.name, t.name), null, s.taken
       from slot_lease s
       left join flow_run r on s.holder_type = 'flow_run' and r.workspace_id = s.workspace_id and r.id = s.holder_id
       left join task_run t on s.holder_type = 'task_run' and t.workspace_id = s.workspace_id and t.id = s.holder_id
       where s.workspace_id = ${params.workspaceId} and s.concurrency_limit_id = ${params.limitId}
         and s.expires_at > clock_timestamp() and coalesce(r.id, t.flow_run_id) is not null
       order by s.taken limit ${MOST_HOLDERS})
    ) held
    order by held.since, held.flow_run_id`;
}
