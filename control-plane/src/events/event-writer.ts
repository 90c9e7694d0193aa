import { ErrorCode, formatMicros, type Event, type ReceivedEvent, type TaskRunRecord } from "kedge/contract";
import type { Clock } from "../clock.js";
import { Batcher } from "../db/batcher.js";
import type { Sql } from "../db/connect.js";
import { historyId } from "../db/partitions/history-id.js";
import { isMissingPartition, type HistoryRange } from "../db/partitions/history-range.js";
import { insertEvents, type StoredEvent } from "../db/queries/insert-events.js";
import { writeAroundFaults } from "../db/write-around-faults.js";
import { PlaneError } from "../errors.js";
import type { Hub } from "../live/hub.js";
import type { Log } from "../log.js";
import { isTaskRunState, recordOfEvent } from "../task-runs/recorder/record-of-event.js";
import type { TaskRunRecorder } from "../task-runs/recorder/recorder.js";

export interface EventWriterParts {
  readonly sql: Sql;
  readonly clock: Clock;
  readonly history: HistoryRange;
  readonly hub: Hub;
  readonly log: Log;
  readonly taskRunRecorder: TaskRunRecorder;
  /** Told of all events that come in, new or sent again. */
  readonly onEvents: (workspaceId: string, events: readonly Event[]) => Promise<void>;
}

interface Arrival {
  readonly workspaceId: string;
  readonly events: readonly Event[];
}

interface Row extends StoredEvent {
  readonly arrival: number;
}

/** Events of one statement; each may be large. */
const MAX_EVENTS = 500;
/** Arrivals (a request, or what one socket brought at once) waiting for the database. */
const MAX_WAITING = 1000;

/** Takes events, at least once and in any order: stores them, records the task-run states among them, shows them live. */
export class EventWriter {
  readonly #batcher: Batcher<Arrival, ReceivedEvent[]>;

  constructor(private readonly parts: EventWriterParts) {
    this.#batcher = new Batcher((arrivals) => this.#store(arrivals), {
      maxItems: MAX_EVENTS,
      maxInFlight: 1,
      maxWaiting: MAX_WAITING,
      sizeOf: (arrival) => arrival.events.length,
    });
  }

  /**
   * Resolves once the events are in the database, and the task-run states among them in their rows. Events that cannot be
   * stored, or tell of a task run in a way that cannot be read, are skipped with a log line: sent again they would be no
   * better. Rejects when the fence is stale, and when the database cannot be reached.
   */
  async write(workspaceId: string, events: readonly Event[], fence: string | null = null): Promise<void> {
    if (events.length === 0) return;
    const [stored, recorded, heard] = await Promise.allSettled([
      this.#batcher.submit({ workspaceId, events }),
      this.parts.taskRunRecorder.record(workspaceId, this.#recordsOf(events), fence),
      this.parts.onEvents(workspaceId, events),
    ]);
    // Both have ended, so that whoever passes over a refused fence still knows the events to be stored.
    if (stored.status === "rejected") throw stored.reason;
    const { events: shown, commits } = this.parts.hub;
    shown.publish(workspaceId, () => stored.value);
    if (commits.events.hasListeners)
      commits.events.tell({ kind: "events", workspaceId, ids: stored.value.map(({ id }) => id) });
    if (recorded.status === "rejected") throw recorded.reason;
    if (heard.status === "rejected") throw heard.reason;
  }

  drained(): Promise<void> {
    return this.#batcher.drained();
  }

  #recordsOf(events: readonly Event[]): TaskRunRecord[] {
    return events.filter(isTaskRunState).flatMap((event) => {
      try {
        return [recordOfEvent(event)];
      } catch (error) {
        // A ZodError, which says where. The event itself is stored all the same.
        this.#skip("an event of a task run tells no state", event, error);
        return [];
      }
    });
  }

  async #store(arrivals: readonly Arrival[]): Promise<ReceivedEvent[][]> {
    const received = formatMicros(this.parts.clock.now());
    const fresh = arrivals.map((): ReceivedEvent[] => []);
    const rows = arrivals.flatMap(({ workspaceId, events }, arrival) =>
      events.map((event): Row => ({ arrival, workspaceId, event: { ...event, received } })),
    );
    await writeAroundFaults(
      rows,
      async (part) => {
        for (const { arrival, event } of await this.#insert(part)) fresh[arrival]!.push(event);
      },
      ({ event }, error) => this.#skip("dropped an event that cannot be stored", event, error),
    );
    return fresh;
  }

  /** Answers those that were new. */
  async #insert(rows: readonly Row[], mayMakePartitions = true): Promise<Row[]> {
    const { sql, history } = this.parts;
    const placed = rows.map(({ event, ...row }) => ({
      ...row,
      event: { ...event, id: historyId(event.id, event.occurred, history.of("event")) },
    }));
    try {
      const inserted = await insertEvents(sql, placed);
      return placed.filter(({ event }) => inserted.delete(event.id));
    } catch (error) {
      if (!isMissingPartition(error) || !mayMakePartitions) throw error;
      await history.ensure();
      return this.#insert(rows, false);
    }
  }

  #skip(what: string, event: Event, error: unknown): void {
    const why = error instanceof Error ? error.message : String(error);
    this.parts.log.warn(`${what}: ${why}`, { event: event.event, id: event.id });
  }
}

/** The attempt behind these events has lost its flow run. */
export function isStaleFence(error: unknown): boolean {
  return error instanceof PlaneError && error.code === ErrorCode.STALE_FENCE;
}
