import { selectNextUnsettled } from "../db/queries/select-next-unsettled.js";
import { settleRuns, type SettleReport, type SettlerParts } from "../settling/settle-runs.js";
import type { ServiceDefinition } from "./service.js";

export interface RunSettlerReport extends SettleReport {
  /** Milliseconds until the next run is due; null when none is noted. */
  readonly nextDueMs: number | null;
}

const REST_MS = 30_000;

/**
 * Sees to what runs leave to the plane: pauses that end, cancels that nobody carries out, runs inside ended ones. Woken by
 * the commits that leave something, it rests until the next one is due; another server's are found by the sweep.
 */
export function runSettler(parts: SettlerParts): ServiceDefinition<RunSettlerReport> {
  return {
    name: "run-settler",
    restMs: REST_MS,
    async runOnce() {
      const report = await settleRuns(parts);
      return { ...report, nextDueMs: await selectNextUnsettled(parts.sql) };
    },
    restAfter: ({ nextDueMs }) => (nextDueMs === null ? null : Math.min(Math.max(nextDueMs, 20), REST_MS)),
  };
}
