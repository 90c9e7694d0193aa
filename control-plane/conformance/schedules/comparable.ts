import { createHash } from "node:crypto";
import { changesOf, type ScheduleCase } from "./cases.js";

const HOUR = 3_600_000;

/**
 * The instants of a case, in milliseconds, without those about which Prefect is known to err. An hour on either side of
 * a change of the clocks is left out, where what is right is held to by `src/schedules/clock-changes.test.ts`:
 *
 * - Clocks set forward, for all. Prefect on Python up to 3.12 runs what is due at 02:30 at 01:30, before its time; on 3.13
 *   and here it runs at 03:30.
 * - Clocks set back, for intervals. Prefect drops an instant that looks on the wall like the one an hour before, and lets
 *   those of days take the second pass of the hour, where cron and rules take the first; here it is the first for all.
 */
export function comparable(
  { schedule }: Pick<ScheduleCase, "schedule">,
  timezone: string,
  instants: readonly number[],
) {
  const changes = changesOf(timezone).filter((change) => change.isForward || "interval" in schedule);
  return instants.filter((instant) => !changes.some(({ at }) => Math.abs(instant - at) <= HOUR));
}

export interface Digest {
  readonly count: number;
  readonly sha256: string;
}

export function digest(instants: readonly number[]): Digest {
  return { count: instants.length, sha256: createHash("sha256").update(instants.join()).digest("hex") };
}
