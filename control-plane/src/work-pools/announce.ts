import { formatMicros, type Event } from "kedge/contract";
import type { Clock } from "../clock.js";
import type { Sql } from "../db/connect.js";
import { announcePoolStatuses, announceQueueStatuses, type PoolScope } from "../db/queries/announce-statuses.js";
import type { EventWriter } from "../events/event-writer.js";
import type { Log } from "../log.js";
import { poolStatusEvent, queueStatusEvent } from "./events.js";

export interface AnnounceParts {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly log: Log;
  readonly events: Pick<EventWriter, "write">;
}

/** Tells of every pool and queue whose status has changed, in one pool or everywhere; answers how many those were. */
export async function announceStatuses(parts: AnnounceParts, scope: PoolScope): Promise<number> {
  const [pools, queues] = await Promise.all([
    announcePoolStatuses(parts.sql, scope),
    announceQueueStatuses(parts.sql, scope),
  ]);
  const now = formatMicros(parts.clock.now());
  const byWorkspace = new Map<string, Event[]>();
  const add = (workspaceId: string, event: Event) => {
    byWorkspace.set(workspaceId, [...(byWorkspace.get(workspaceId) ?? []), event]);
  };
  for (const pool of pools) add(pool.workspace_id, poolStatusEvent(pool));
  for (const queue of queues) add(queue.workspace_id, queueStatusEvent(queue, now));
  for (const [workspaceId, events] of byWorkspace) await tell(parts, workspaceId, events);
  return pools.length + queues.length;
}

/** What has happened has happened, whether or not its event can be stored: that is logged and fails nothing. */
export async function tell(
  { events, log }: Pick<AnnounceParts, "events" | "log">,
  workspaceId: string,
  told: readonly Event[],
): Promise<void> {
  try {
    await events.write(workspaceId, told);
  } catch (error) {
    const names = told.map((event) => event.event).join(", ");
    log.error(`events were not stored: ${names}`, error);
  }
}
