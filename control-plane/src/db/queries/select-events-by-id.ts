import type { ReceivedEvent } from "kedge/contract";
import { plainArray } from "../array-literal.js";
import type { Connection } from "../connect.js";

/** Stored events by their ids, oldest first. */
export async function selectEventsById(
  sql: Connection,
  { workspaceId, ids }: { workspaceId: string; ids: readonly string[] },
): Promise<ReceivedEvent[]> {
  return sql<ReceivedEvent[]>`
    select id, occurred, received, event, resource, related, payload, follows
    from event
    where workspace_id = ${workspaceId} and id = any(${plainArray(ids)}::uuid[])
    order by occurred, id`;
}
