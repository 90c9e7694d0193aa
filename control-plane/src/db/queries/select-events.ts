import type { ReceivedEvent } from "kedge/contract";
import type { Connection } from "../connect.js";

/** Where a reading of events stands: behind this one, in the order of time and id. */
export interface EventCursor {
  readonly occurred: string;
  readonly id: string;
}

export interface EventsParams {
  readonly workspaceId: string;
  readonly after: EventCursor;
  readonly until: string;
  /** Only events of these names or with one of these prefixes; null: any. The caller looks closer at what comes. */
  readonly names: readonly string[] | null;
  readonly prefixes: readonly string[] | null;
  readonly limit: number;
}

/** Stored events, oldest first. Read by time, in an index's order, so that a page costs a page. */
export async function selectEvents(sql: Connection, params: EventsParams): Promise<ReceivedEvent[]> {
  const { workspaceId, after, until, names, prefixes, limit } = params;
  return sql<ReceivedEvent[]>`
    select id, occurred, received, event, resource, related, payload, follows
    from event
    where workspace_id = ${workspaceId}
      and occurred >= ${after.occurred} and (occurred, id) > (${after.occurred}, ${after.id}) and occurred <= ${until}
      and (${names}::text[] is null or event = any(${names}::text[]))
      and (${prefixes}::text[] is null or exists (select from unnest(${prefixes}::text[]) p where starts_with(event, p)))
    order by occurred, id
    limit ${limit}`;
}
