import type { ReceivedEvent } from "kedge/contract";
import { plainArray, textArray } from "../array-literal.js";
import type { Connection } from "../connect.js";
import { jsonText } from "../json-text.js";

export interface StoredEvent {
  readonly workspaceId: string;
  readonly event: ReceivedEvent;
}

/**
 * Stores events; one that is there already stays as it is, for clients send again what they have no answer for. Answers the
 * ids of those that were new. In id order: two servers that store the same events wait for each other, and don't deadlock.
 */
export async function insertEvents(sql: Connection, rows: readonly StoredEvent[]): Promise<Set<string>> {
  const ordered = rows.toSorted((a, b) => (a.event.id < b.event.id ? -1 : 1));
  const events = ordered.map((row) => row.event);
  const inserted = await sql<{ id: string }[]>`
    insert into event (workspace_id, id, occurred, received, event, resource_id, resource, related, payload, follows)
    select workspace_id, id, occurred, received, event, resource_id, resource::jsonb, related::jsonb, payload::jsonb, follows
    from unnest(
      ${plainArray(ordered.map((row) => row.workspaceId))}::uuid[],
      ${plainArray(events.map((event) => event.id))}::uuid[],
      ${plainArray(events.map((event) => event.occurred))}::timestamptz[],
      ${plainArray(events.map((event) => event.received))}::timestamptz[],
      ${textArray(events.map((event) => event.event))}::text[],
      ${textArray(events.map((event) => event.resource["prefect.resource.id"]!))}::text[],
      ${textArray(events.map((event) => jsonText(event.resource)))}::text[],
      ${textArray(events.map((event) => jsonText(event.related)))}::text[],
      ${textArray(events.map((event) => jsonText(event.payload)))}::text[],
      ${plainArray(events.map((event) => event.follows ?? null))}::uuid[]
    ) as given(workspace_id, id, occurred, received, event, resource_id, resource, related, payload, follows)
    on conflict (workspace_id, id) do nothing
    returning id`;
  return new Set(inserted.map((row) => row.id));
}
