import { selectNextCollision } from "../db/queries/select-next-collision.js";
import { turnAway, type TurnAwayParts, type TurnAwayReport } from "../dispatch/turn-away.js";
import type { ServiceDefinition } from "./service.js";

export interface CollisionsReport extends TurnAwayReport {
  /** Milliseconds until the next run is due that may have to be cancelled; null when none waits. */
  readonly nextDueMs: number | null;
}

const REST_MS = 15_000;
/** It is woken by every run that falls due and by every claim: ten looks a second are enough to call it at once. */
const LEAST_REST_MS = 100;

/** Cancels runs that find no free slot where their deployment asks for that, the moment they are due. */
export function collisions(parts: TurnAwayParts): ServiceDefinition<CollisionsReport> {
  return {
    name: "collisions",
    restMs: REST_MS,
    leastRestMs: LEAST_REST_MS,
    async runOnce() {
      const report = await turnAway(parts);
      return { ...report, nextDueMs: await selectNextCollision(parts.sql) };
    },
    restAfter: ({ isFull, cancelled, nextDueMs }) => {
      if (isFull && cancelled > 0) return 0;
      return nextDueMs === null ? null : Math.min(nextDueMs, REST_MS);
    },
  };
}
