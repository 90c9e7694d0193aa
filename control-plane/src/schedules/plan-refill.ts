import type { Micros, MissedRuns } from "kedge/contract";
import { missedInstants, startBefore } from "./missed-runs.js";
import type { Recurrence } from "./recurrence.js";

export interface RefillInput {
  readonly recurrence: Recurrence;
  readonly policy: MissedRuns;
  /** Everything up to here has been decided on. Ahead of `now` when runs have been made ahead. */
  readonly decidedUntil: Micros;
  readonly now: Micros;
  /** How many more of the instants that have passed may be made up for now: those made before wait for a worker. */
  readonly room: number;
  /** The schedule's own bound on runs ahead; null for the usual one. */
  readonly maxAhead: number | null;
}

export interface Refill {
  readonly runs: readonly { readonly instant: Micros; readonly startBefore: Micros | null }[];
  readonly decidedUntil: Micros;
  /** Null: there will be no more. */
  readonly refillAt: Micros | null;
}

const MINUTE: Micros = 60e6;
const HOUR: Micros = 60 * MINUTE;
const DAY: Micros = 24 * HOUR;

/** As Prefect: at least three runs and an hour are there ahead, at most a hundred runs, at most a hundred days. */
const LEAST_AHEAD = { runs: 3, span: HOUR };
const FILLED_SPAN = 2 * HOUR;
const MOST_AHEAD = 100;
const HORIZON = 100 * DAY;

/** At most so many that have passed are made at once, and so many may wait: an absence of a week is no stampede. */
export const MOST_CATCHING_UP = 100;
const CATCH_UP_AGAIN = 5e6;

/** Which runs a schedule lacks at present, and when to look at it again. Pure; the same question has the same answer. */
export function planRefill(input: RefillInput): Refill {
  const { policy, decidedUntil, now, room, recurrence } = input;
  const missed: Micros[] = [];
  for (const instant of missedInstants(policy, recurrence, { after: decidedUntil, now })) {
    if (missed.length === Math.min(room, MOST_CATCHING_UP)) {
      const until = missed.at(-1) ?? decidedUntil;
      return { runs: withDeadlines(input, missed), decidedUntil: until, refillAt: now + CATCH_UP_AGAIN };
    }
    missed.push(instant);
  }
  const { ahead, next } = instantsAhead(input);
  const isNew = (instant: Micros) => instant > decidedUntil;
  return {
    runs: withDeadlines(input, [...missed, ...ahead.filter(isNew)]),
    decidedUntil: Math.max(decidedUntil, now, ahead.at(-1) ?? 0),
    refillAt: refillAt(ahead, next, now),
  };
}

function withDeadlines({ policy, recurrence }: RefillInput, instants: readonly Micros[]) {
  return instants.map((instant) => ({ instant, startBefore: startBefore(policy, recurrence, instant) }));
}

/** The instants that are to have a run now, and the first that isn't. */
function instantsAhead({ recurrence, now, maxAhead }: RefillInput): { ahead: Micros[]; next: Micros | null } {
  const most = Math.min(maxAhead ?? MOST_AHEAD, MOST_AHEAD);
  const ahead: Micros[] = [];
  for (const instant of recurrence.instants(now + 1)) {
    const isEnough = ahead.length >= LEAST_AHEAD.runs && ahead.at(-1)! >= now + FILLED_SPAN;
    if (isEnough || ahead.length === most || instant > now + HORIZON) return { ahead, next: instant };
    ahead.push(instant);
  }
  return { ahead, next: null };
}

function refillAt(ahead: readonly Micros[], next: Micros | null, now: Micros): Micros | null {
  if (next === null) return null;
  if (ahead.length < LEAST_AHEAD.runs && next > now + HORIZON) return next - HORIZON;
  const last = ahead.at(-1)!;
  const beforeTooFew = ahead.at(-LEAST_AHEAD.runs) ?? ahead[0]!;
  // Of a schedule that comes every few seconds a quarter is used up first, however short a time they all last.
  return Math.max(Math.min(beforeTooFew, last - LEAST_AHEAD.span), ahead[Math.floor(ahead.length / 4)]!);
}

/** When a schedule is looked at again whose next instants could not be told. */
export function nextAttempt(now: Micros): Micros {
  return now + HOUR;
}
