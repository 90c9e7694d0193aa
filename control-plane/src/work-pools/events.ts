import { firstIdOf, microsOf, uuidv7, type Event, type Timestamp } from "kedge/contract";
import type { AnnouncedPool, AnnouncedQueue } from "../db/queries/announce-statuses.js";

/** A pool as its events name it. */
export interface PoolOfEvent {
  readonly id: string;
  readonly name: string;
  readonly type: string;
}

/** A queue as its events name it, with its pool. */
export interface QueueOfEvent {
  readonly id: string;
  readonly name: string;
  readonly pool: PoolOfEvent;
}

export type Changes = Readonly<Record<string, { readonly from: unknown; readonly to: unknown }>>;

type Lifecycle = "created" | "updated" | "deleted";

export function poolEvent(
  what: Lifecycle,
  pool: PoolOfEvent & { readonly default_queue_id: string },
  occurred: Timestamp,
  changes: Changes | null = null,
): Event {
  const defaultQueue = {
    "prefect.resource.id": `prefect.work-queue.${pool.default_queue_id}`,
    "prefect.resource.role": "default-queue",
  };
  return {
    id: uuidv7(),
    occurred,
    event: `prefect.work-pool.${what}`,
    resource: poolResource(pool),
    related: changes === null ? [defaultQueue] : [],
    payload: payloadOf(changes),
    follows: null,
  };
}

export function queueEvent(
  what: Lifecycle,
  queue: QueueOfEvent,
  occurred: Timestamp,
  changes: Changes | null = null,
): Event {
  return {
    id: uuidv7(),
    occurred,
    event: `prefect.work-queue.${what}`,
    resource: queueResource(queue),
    related: [poolResource(queue.pool)],
    payload: payloadOf(changes),
    follows: null,
  };
}

/** Further apart, two changes are ordered by time alone. */
const CLOSE_MICROS = 10 * 60 * 1_000_000;

export function poolStatusEvent(pool: AnnouncedPool): Event {
  const { announced_at: at, previously_announced_at: before } = pool;
  const isClose = before !== null && microsOf(at) - microsOf(before) < CLOSE_MICROS;
  return {
    id: statusEventId(pool.id, at),
    occurred: at,
    event: `prefect.work-pool.${inKebabCase(pool.status)}`,
    resource: poolResource(pool),
    related: [],
    payload: {},
    follows: isClose ? statusEventId(pool.id, before) : null,
  };
}

export function queueStatusEvent(queue: AnnouncedQueue, occurred: Timestamp): Event {
  const pool = { id: queue.work_pool_id, name: queue.work_pool_name, type: queue.work_pool_type };
  return {
    id: uuidv7(),
    occurred,
    event: `prefect.work-queue.${inKebabCase(queue.status)}`,
    resource: queueResource(queue),
    related: [poolResource(pool)],
    payload: {},
    follows: null,
  };
}

/** What has changed, told by the fields that people set. */
export function changesOf<Row extends object>(
  before: Row,
  after: Row,
  fields: readonly (keyof Row & string)[],
): Changes {
  return Object.fromEntries(
    fields
      .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
      .map((field) => [field, { from: before[field], to: after[field] }]),
  );
}

function payloadOf(changes: Changes | null): Record<string, unknown> {
  return changes === null ? {} : { updated_fields: Object.keys(changes), updates: changes };
}

function poolResource({ id, name, type }: PoolOfEvent) {
  return {
    "prefect.resource.id": `prefect.work-pool.${id}`,
    "prefect.resource.name": name,
    "prefect.work-pool.type": type,
    "prefect.resource.role": "work-pool",
  };
}

function queueResource({ id, name }: { readonly id: string; readonly name: string }) {
  return {
    "prefect.resource.id": `prefect.work-queue.${id}`,
    "prefect.resource.name": name,
    "prefect.resource.role": "work-queue",
  };
}

function inKebabCase(status: string): string {
  return status.toLowerCase().replaceAll("_", "-");
}

/** Follows from what it tells of, so that the next one can name it without its having been kept. */
function statusEventId(poolId: string, at: Timestamp): string {
  const micros = microsOf(at);
  const start = firstIdOf(Math.floor(micros / 1000)).slice(0, 15);
  return `${start}${(micros % 1000).toString(16).padStart(3, "0")}-8${poolId.slice(20)}`;
}
