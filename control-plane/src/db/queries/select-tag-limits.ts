import type { TagLimit } from "kedge/contract";
import type { Connection } from "../connect.js";

export interface TagLimitsWanted {
  readonly workspaceId: string;
  /** Null: all of them. */
  readonly id: string | null;
  readonly tag: string | null;
  readonly limit: number;
  readonly offset: number;
}

/** Limits of tags, with the task runs whose leases hold their slots, the longest-held first. */
export async function selectTagLimits(sql: Connection, wanted: TagLimitsWanted): Promise<TagLimit[]> {
  return sql<TagLimit[]>`
    select c.id, c.created, c.updated, substr(c.name, 5) as tag, c.slot_limit as concurrency_limit,
           array(
             select s.holder_id from slot_lease s
             where s.workspace_id = c.workspace_id and s.concurrency_limit_id = c.id
               and s.holder_type = 'task_run' and s.expires_at > clock_timestamp()
             order by s.taken, s.id) as active_slots
    from concurrency_limit c
    where c.workspace_id = ${wanted.workspaceId} and c.name like 'tag:%'
      and (${wanted.id}::uuid is null or c.id = ${wanted.id})
      and (${wanted.tag}::text is null or c.name = 'tag:' || ${wanted.tag})
    order by c.name limit ${wanted.limit} offset ${wanted.offset}`;
}
