import type { ClaimedRun, RenewReply } from "kedge/contract";
import type { Attempt } from "./attempt.js";
import type { Bell } from "./bell.js";
import type { Clock } from "./clock.js";
import type { WorkerLog } from "./log.js";
import { messageOf } from "./plane.js";
import type { Slots } from "./slots.js";

export interface RenewLoopOptions {
  /**
   * Rings when there is reason to renew before the time: a lease whose beginning is not known, or runs that may have been
   * claimed and not heard of. Then the plane is asked even if nothing is in hand.
   */
  readonly bell: Bell;
  /** Whether a cancel is heard over the channel. */
  readonly hearsCancels: () => boolean;
  /** Takes runs that were claimed for this worker and not heard of; `sentAt` as for a claim. */
  readonly onUnheard: (runs: readonly ClaimedRun[], sentAt: number) => void;
  /** Renews the leases of these attempts; `signal` aborts it when its answer would come too late. */
  readonly renew: (attempts: readonly Attempt[], signal: AbortSignal) => Promise<RenewReply>;
  readonly slots: Slots;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly log: WorkerLog;
}

/**
 * Without a channel a renewal is also how a cancel is heard, and people wait for that: one small request every two
 * seconds a worker.
 */
const MOST_BETWEEN_MS = 2000;

/** After the bell: what else rings meanwhile is served by the same renewal. */
const LINGER_MS = 200;

/**
 * The end of a lease as its holder must see it: a fifth before the plane's, and counted from when the request was sent,
 * because the plane cannot have counted from earlier. In that fifth the job is killed.
 */
export function leaseEnd(sentAt: number, leaseMs: number): number {
  return sentAt + leaseMs * 0.8;
}

/**
 * Renews the leases of all attempts in hand, three times per lease or more often, until `signal` aborts; hears which runs are to be
 * cancelled and which are lost. An attempt whose lease ends unrenewed is stopped here, by this machine's own monotonic
 * clock and whether or not the plane can be reached, so that it is gone before the plane may give its run to another; unless
 * its deployment lets it go on, until the plane answers that it is lost.
 */
export async function renewLoop(options: RenewLoopOptions, signal: AbortSignal): Promise<void> {
  const { slots, leaseMs, clock, bell, hearsCancels } = options;
  let hasFailed = false;
  let mustAsk = false;
  let askedAt = clock.monotonic();
  while (!signal.aborted) {
    const interval = hearsCancels() ? leaseMs / 3 : Math.min(leaseMs / 3, MOST_BETWEEN_MS);
    await clock.wait(Math.min(interval, untilFirstEnd(slots, clock)), AbortSignal.any([signal, bell.signal]));
    if (bell.signal.aborted) await clock.wait(Math.min(LINGER_MS, untilFirstEnd(slots, clock)), signal);
    stopExpired(options);
    mustAsk = bell.takeRing() || mustAsk;
    const attempts = held(slots);
    // Something on the way may have repeated a claim, whose runs nobody heard of; the polls of an idle worker keep their
    // leases. What comes over a channel is acknowledged.
    if (attempts.length === 0 && !hearsCancels() && clock.monotonic() - askedAt >= leaseMs) mustAsk = true;
    if (attempts.length === 0 && !mustAsk) continue;
    hasFailed = !(await renewed(attempts, options, signal, hasFailed));
    if (hasFailed) continue;
    askedAt = clock.monotonic();
    mustAsk = false;
  }
}

async function renewed(
  attempts: readonly Attempt[],
  { renew, onUnheard, slots, leaseMs, clock, log }: RenewLoopOptions,
  signal: AbortSignal,
  wasFailing: boolean,
): Promise<boolean> {
  const sentAt = clock.monotonic();
  const answered = new AbortController();
  const tooLate = new AbortController();
  void clock.wait(Math.min(leaseMs / 3, untilFirstEnd(slots, clock)), answered.signal).then(() => tooLate.abort());
  try {
    const { cancelling, suspended, lost, unheard } = await renew(attempts, AbortSignal.any([tooLate.signal, signal]));
    for (const attempt of attempts) {
      if (lost.includes(attempt.id)) attempt.stop("lost");
      else attempt.extend(leaseEnd(sentAt, leaseMs));
      if (suspended.includes(attempt.id)) attempt.stop("suspended");
      if (cancelling.includes(attempt.id)) attempt.stop("cancelled");
    }
    onUnheard(unheard, sentAt);
    if (wasFailing) log.info("Leases are renewed again");
    return true;
  } catch (error) {
    if (signal.aborted) return true;
    if (!wasFailing) log.warn("Leases could not be renewed; trying again", { error: messageOf(error) });
    return false;
  } finally {
    answered.abort();
  }
}

function stopExpired({ slots, clock, log }: RenewLoopOptions): void {
  for (const attempt of held(slots)) {
    if (clock.monotonic() < attempt.leaseUntil) continue;
    if (goesOn(attempt)) {
      if (!attempt.isOverdue)
        log.warn("A run's lease could not be renewed in time; it goes on", { flow_run_id: attempt.id });
      attempt.isOverdue = true;
      continue;
    }
    log.error("A run's lease could not be renewed in time; its job is stopped", { flow_run_id: attempt.id });
    attempt.stop("lease-expired");
  }
}

function untilFirstEnd(slots: Slots, clock: Clock): number {
  const ends = held(slots).filter((attempt) => !goesOn(attempt));
  const first = Math.min(...ends.map((attempt) => attempt.leaseUntil));
  return Math.max(0, first - clock.monotonic());
}

/** Its deployment wants it to: what it reports meanwhile waits in the outbox, and the plane says whether it still counts. */
function goesOn({ run }: Attempt): boolean {
  return run.on_disconnect === "continue";
}

/** Attempts whose lease is gone keep their slot until their job is, too. */
function held(slots: Slots): Attempt[] {
  return slots.active.filter((attempt) => !attempt.expired.aborted);
}
