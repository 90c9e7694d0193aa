import type { Attendance } from "../live/channel/attendance.js";
import type { ServiceDefinition } from "./service.js";

export interface AttendanceParts {
  readonly attendance: Pick<Attendance, "keep">;
}

/** A third of a usual lease: to that a claim has set the end of the session, also one that found nothing. */
const REST_MS = 10_000;

/** Keeps the sessions of connected workers that have nothing to renew. */
export function attendanceKeeper({ attendance }: AttendanceParts): ServiceDefinition<{ readonly kept: number }> {
  return { name: "attendance-keeper", restMs: REST_MS, runOnce: () => attendance.keep() };
}
