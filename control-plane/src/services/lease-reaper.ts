import { reapLapsedLeases, type ReapReport, type ReaperParts } from "../dispatch/reap-lapsed-leases.js";
import { selectNextLapse } from "../db/queries/select-next-lapse.js";
import type { LeaseGrace } from "../dispatch/lease-grace.js";
import type { ServiceDefinition } from "./service.js";

export interface LeaseReaperParts extends ReaperParts {
  readonly leaseGrace: LeaseGrace;
}

export interface LeaseReaperReport extends ReapReport {
  /** Milliseconds until the earliest session that holds a lease lapses unless renewed; null when none holds any. */
  readonly nextLapseMs: number | null;
}

/** The usual lease is twice as long, so a new one is seen before it can lapse; a shorter one wakes the service. */
export const REAPER_REST_MS = 15_000;

/**
 * Ends runs whose worker fell silent. It rests until the earliest lapse that could come, so that an idle plane asks its
 * database once per sweep only; claims of another server are found by that sweep at the latest.
 */
export function leaseReaper(parts: LeaseReaperParts): ServiceDefinition<LeaseReaperReport> {
  return {
    name: "lease-reaper",
    restMs: REAPER_REST_MS,
    async runOnce() {
      const report = await parts.leaseGrace.around(() => reapLapsedLeases(parts));
      return { ...report, nextLapseMs: await selectNextLapse(parts.sql) };
    },
    restAfter: ({ nextLapseMs }) => (nextLapseMs === null ? null : Math.min(Math.max(nextLapseMs, 50), REAPER_REST_MS)),
  };
}
