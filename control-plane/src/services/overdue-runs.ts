import { selectNextOverdue } from "../db/queries/select-next-overdue.js";
import { seeToOverdueRuns, type OverdueParts, type OverdueReport } from "../scheduling/see-to-overdue-runs.js";
import type { ServiceDefinition } from "./service.js";

export interface OverdueRunsReport extends OverdueReport {
  /** Milliseconds until the next run will be late or missed; null when none waits. */
  readonly nextDueMs: number | null;
}

const MOST_REST_MS = 15_000;

/**
 * Marks runs late that nobody claims, and skips those whose time is over. It rests until the next one is due. One created
 * meanwhile is due no earlier than `lateAfterSeconds` from now, so that a rest of that length finds it in time and nobody
 * has to wake it.
 */
export function overdueRuns(parts: OverdueParts): ServiceDefinition<OverdueRunsReport> {
  const { lateAfterSeconds } = parts.config;
  const restMs = Math.min(Math.max(lateAfterSeconds * 1000, 1000), MOST_REST_MS);
  return {
    name: "overdue-runs",
    restMs,
    async runOnce() {
      const report = await seeToOverdueRuns(parts);
      return { ...report, nextDueMs: await selectNextOverdue(parts.sql, { lateAfterSeconds }) };
    },
    restAfter: ({ isFull, late, skipped, nextDueMs }) => {
      const isDone = late + skipped > 0;
      if (isFull && isDone) return 0;
      // What is due and could not be moved is tried again with the next sweep, not at once.
      if (nextDueMs !== null && nextDueMs <= 0 && !isDone) return null;
      return nextDueMs === null ? null : Math.min(Math.max(nextDueMs, 50), restMs);
    },
  };
}
