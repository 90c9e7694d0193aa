import { selectNextRefill } from "../db/queries/select-next-refill.js";
import { refillSchedules, type RefillParts, type RefillReport } from "../scheduling/refill-schedules.js";
import type { ServiceDefinition } from "./service.js";

export interface SchedulerReport extends RefillReport {
  /** Milliseconds until the next schedule is due; null when none is. */
  readonly nextDueMs: number | null;
}

/** What another server was told, and died before it could act on, is seen by then. */
export const SCHEDULER_REST_MS = 5000;

/**
 * Makes the runs of schedules ahead of their time. Woken by every change of a schedule on this server; rests until the next
 * one is due, so that an idle plane pays for one look at an index a sweep.
 */
export function scheduler(parts: RefillParts): ServiceDefinition<SchedulerReport> {
  return {
    name: "scheduler",
    restMs: SCHEDULER_REST_MS,
    async runOnce() {
      const report = await refillSchedules(parts);
      return { ...report, nextDueMs: await selectNextRefill(parts.sql) };
    },
    restAfter: ({ nextDueMs }) => (nextDueMs === null ? null : Math.min(Math.max(nextDueMs, 10), SCHEDULER_REST_MS)),
  };
}
