import type { Micros, MissedRuns } from "kedge/contract";
import type { Recurrence } from "./recurrence.js";

/** One run to catch up with, or none; a run is at most one period late. See README.md for why it is this one. */
export const DEFAULT_MISSED_RUNS: MissedRuns = "latest";

/** What "skip" allows: a poll of a stock worker (13 s) or a restart of server or worker is no absence. */
export const SKIP_GRACE: Micros = 60e6;

const SECOND: Micros = 1e6;

/** The instant from which the run for `instant` is skipped instead of started; null: it waits as long as it takes. */
export function startBefore(policy: MissedRuns, recurrence: Recurrence, instant: Micros): Micros | null {
  if (policy === "all") return null;
  if (policy === "skip") return instant + SKIP_GRACE;
  if (policy === "latest") return firstOf(recurrence.instants(instant + 1));
  return instant + policy.within * SECOND;
}

/** Those of the instants after `after` and up to `now` for which a run is still wanted, in order. */
export function* missedInstants(
  policy: MissedRuns,
  recurrence: Recurrence,
  { after, now }: { after: Micros; now: Micros },
): Generator<Micros> {
  if (policy === "latest") {
    const latest = lastInstant(recurrence, { after, now });
    if (latest !== null) yield latest;
    return;
  }
  const reach = policy === "all" ? Number.POSITIVE_INFINITY : policy === "skip" ? SKIP_GRACE : policy.within * SECOND;
  for (const instant of recurrence.instants(Math.max(after, now - reach) + 1)) {
    if (instant > now) return;
    yield instant;
  }
}

/** Looks back further and further: after an absence of months the last instant is still, most often, a recent one. */
function lastInstant(recurrence: Recurrence, { after, now }: { after: Micros; now: Micros }): Micros | null {
  for (let reach = 60 * SECOND; ; reach *= 4) {
    const from = Math.max(after, now - reach);
    let last: Micros | null = null;
    for (const instant of recurrence.instants(from + 1)) {
      if (instant > now) break;
      last = instant;
    }
    if (last !== null || from === after) return last;
  }
}

export function firstOf(instants: Iterable<Micros>): Micros | null {
  for (const instant of instants) return instant;
  return null;
}
