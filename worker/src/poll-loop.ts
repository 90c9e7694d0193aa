import { backoffSeconds, DEFAULT_RETRY_POLICY, isOutage } from "kedge/client";
import type { ClaimedRun } from "kedge/contract";
import type { Clock } from "./clock.js";
import type { Gate } from "./gate.js";
import type { WorkerLog } from "./log.js";
import { messageOf } from "./plane.js";
import type { Slots } from "./slots.js";

export interface PollLoopOptions {
  readonly claim: (slots: number) => Promise<readonly ClaimedRun[]>;
  /** Told when a claim was not answered: the plane may have handed out runs that nobody heard of. */
  readonly onUnanswered: () => void;
  /** Takes a claimed run; `sentAt` is when the claim was sent, on the monotonic clock. */
  readonly start: (run: ClaimedRun, sentAt: number) => void;
  readonly slots: Slots;
  /** Shut while runs come over the channel. */
  readonly gate: Gate;
  readonly pollIntervalMs: number;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: WorkerLog;
}

/** The contract's bound of one claim. */
const MOST_PER_CLAIM = 200;

/** Spreads workers that were started together, so that they do not all claim in the same instant for ever. */
const JITTER = 0.3;

/**
 * Claims as many runs as there are free slots, until `signal` aborts. A claim that was filled is followed at once by the
 * next, because there are probably more; only a claim that found less waits. A claim on its way is always awaited: its
 * answer may hold runs that are ours from then on. While the channel is up nothing is polled: it tells at once.
 */
export async function pollLoop(options: PollLoopOptions, signal: AbortSignal): Promise<void> {
  const { claim, start, slots, gate, clock, random, log } = options;
  let failures = 0;
  while (!signal.aborted) {
    if (!gate.isOpen) {
      await gate.opened(signal);
      continue;
    }
    if (slots.free === 0) {
      await slots.freed(signal);
      continue;
    }
    const asked = Math.min(slots.free, MOST_PER_CLAIM);
    const sentAt = clock.monotonic();
    try {
      const runs = await claim(asked);
      if (failures > 0) log.info("The plane answers again");
      failures = 0;
      for (const run of runs) start(run, sentAt);
      if (runs.length < asked) await clock.wait(options.pollIntervalMs * (1 - JITTER + 2 * JITTER * random()), signal);
    } catch (error) {
      if (isOutage(error)) options.onUnanswered();
      if (failures === 0) log.warn("Runs could not be claimed; trying again", { error: messageOf(error) });
      const pause = backoffSeconds(failures++, undefined, DEFAULT_RETRY_POLICY, random);
      await clock.wait(1000 * pause, signal);
    }
  }
}
