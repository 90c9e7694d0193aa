import type { Disk } from "kedge/outbox";
import type { Plane } from "../../worker/src/plane.js";
import type { Clock } from "../../worker/src/clock.js";

/** How the parts are put together where a mutant puts them together wrongly. */
export interface Wiring {
  /** The fence that reaches the rules and the commit, of the one a request came with. */
  fenceOfWrite(given: string | null, current: string): string | null;
  isSessionRenewable(expiresAt: number, now: number): boolean;
  /** The order in which a statement locks its rows. */
  lockOrder(rows: readonly string[]): readonly string[];
  /** The epoch after a backup was restored. */
  epochAfterRestore(epoch: number): number;
  /** Whether the end of a lapsed attempt raises the fence. */
  readonly reapingEndsAttempt: boolean;
  /** What keeps a tick of a schedule from making two runs. */
  tickKey(tick: number, server: string): string;
  readonly pollIntervalMs: number;
  /** The plane and the clock as a worker sees them. */
  workerPlane(plane: Plane): Plane;
  workerClock(clock: Clock): Clock;
  /** The disk as an outbox sees it. */
  outboxDisk(disk: Disk): Disk;
}

export const SOUND: Wiring = {
  fenceOfWrite: (given) => given,
  isSessionRenewable: (expiresAt, now) => expiresAt > now,
  lockOrder: (rows) => [...rows].sort(),
  epochAfterRestore: (epoch) => epoch + 1,
  reapingEndsAttempt: true,
  tickKey: (tick) => `tick ${tick}`,
  pollIntervalMs: 2000,
  workerPlane: (plane) => plane,
  workerClock: (clock) => clock,
  outboxDisk: (disk) => disk,
};
