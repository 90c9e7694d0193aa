import type { RenewReply } from "kedge/contract";
import type { Attempt } from "./attempt.js";
import type { Clock } from "./clock.js";
import type { WorkerLog } from "./log.js";
import { messageOf } from "./plane.js";
import type { Slots } from "./slots.js";

export interface RenewLoopOptions {
  /** Renews the leases of these attempts of one session; `signal` aborts it when its answer would come too late. */
  readonly renew: (sessionId: string, attempts: readonly Attempt[], signal: AbortSignal) => Promise<RenewReply>;
  readonly slots: Slots;
  readonly leaseMs: number;
  readonly clock: Clock;
  readonly log: WorkerLog;
}

/**
 * A renewal is also how a cancel is heard, and people wait for that: one small request every two seconds a worker, until
 * the plane can tell by itself.
 */
const MOST_BETWEEN_MS = 2000;

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
  const { slots, leaseMs, clock } = options;
  const interval = Math.min(leaseMs / 3, MOST_BETWEEN_MS);
  let failing = false;
  while (!signal.aborted) {
    await clock.wait(Math.min(interval, untilFirstEnd(slots, clock)), signal);
    stopExpired(options);
    const renewals = bySession(held(slots)).map((attempts) => renewed(attempts, options, signal, failing));
    failing = (await Promise.all(renewals)).includes(false);
  }
}

/** Nearly always one: a worker takes a new session only when the answer to a claim was lost. */
function bySession(attempts: readonly Attempt[]): [Attempt, ...Attempt[]][] {
  const sessions = new Map<string, [Attempt, ...Attempt[]]>();
  for (const attempt of attempts) {
    const others = sessions.get(attempt.sessionId);
    if (others === undefined) sessions.set(attempt.sessionId, [attempt]);
    else others.push(attempt);
  }
  return [...sessions.values()];
}

async function renewed(
  attempts: readonly [Attempt, ...Attempt[]],
  { renew, slots, leaseMs, clock, log }: RenewLoopOptions,
  signal: AbortSignal,
  wasFailing: boolean,
): Promise<boolean> {
  const sentAt = clock.monotonic();
  const answered = new AbortController();
  const tooLate = new AbortController();
  void clock.wait(Math.min(leaseMs / 3, untilFirstEnd(slots, clock)), answered.signal).then(() => tooLate.abort());
  try {
    const { cancelling, suspended, lost } = await renew(
      attempts[0].sessionId,
      attempts,
      AbortSignal.any([tooLate.signal, signal]),
    );
    for (const attempt of attempts) {
      if (lost.includes(attempt.id)) attempt.stop("lost");
      else attempt.extend(leaseEnd(sentAt, leaseMs));
      if (suspended.includes(attempt.id)) attempt.stop("suspended");
      if (cancelling.includes(attempt.id)) attempt.stop("cancelled");
    }
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
