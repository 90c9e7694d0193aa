import { selectIsAnyoneReady } from "../db/queries/select-is-anyone-ready.js";
import { announceReadiness } from "../deployments/tell.js";
import { announceStatuses, type AnnounceParts } from "../work-pools/announce.js";
import type { ServiceDefinition } from "./service.js";

export interface ForemanReport {
  /** Pools, queues and deployments whose change of status was told. */
  readonly told: number;
  /** Whether any is ready, and so could cease to be. */
  readonly isAnyoneReady: boolean;
}

const REST_MS = 60_000;
/** Somebody falls silent without a sign; Prefect looks as often. */
const REST_WHILE_READY_MS = 15_000;

/**
 * Tells of pools, queues and deployments for which nobody works any more, and of those for which one of our own workers has begun to.
 * Statuses are right without it, for they are worked out when they are read; only their events need somebody to look.
 * Where nothing is ready there is nothing to watch, and a first claim wakes it.
 */
export function foreman(parts: AnnounceParts): ServiceDefinition<ForemanReport> {
  return {
    name: "foreman",
    restMs: REST_MS,
    async runOnce() {
      const told = (await announceStatuses(parts, null)) + (await announceReadiness(parts, null));
      return { told, isAnyoneReady: await selectIsAnyoneReady(parts.sql) };
    },
    restAfter: ({ isAnyoneReady }) => (isAnyoneReady ? REST_WHILE_READY_MS : null),
  };
}
