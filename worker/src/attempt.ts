import type { ClaimedRun } from "kedge/contract";

/** Why an attempt has to stop before its end, from weak to strong: a stronger reason takes the place of a weaker one. */
const STOP_REASONS = ["suspended", "cancelled", "worker-stopped", "lease-expired", "lost"] as const;

/**
 * `suspended`: the run goes on later, in another job. `lease-expired`: the lease could not be renewed, so the plane may give the run to another; the job goes at once, and what
 * is still written carries the fence, which tells whether the plane did. `lost`: it did, so nothing is written any more.
 */
export type StopReason = (typeof STOP_REASONS)[number];

/** One claimed run in this worker's hands, from the claim to its report. */
export class Attempt {
  readonly #stopped = new AbortController();
  readonly #expired = new AbortController();
  readonly #lost = new AbortController();
  #reason: StopReason | undefined;

  constructor(
    readonly run: ClaimedRun,
    /** Until when the lease holds, on the monotonic clock, counted from when the claim or renewal was sent. */
    public leaseUntil: number,
  ) {}

  /** Its lease has ended, and it goes on all the same. */
  isOverdue = false;

  extend(leaseUntil: number): void {
    this.leaseUntil = leaseUntil;
    this.isOverdue = false;
  }

  get id(): string {
    return this.run.flow_run.id;
  }

  get fence(): string {
    return this.run.fence;
  }

  /** Aborts when the job has to stop, for whatever reason. */
  get stopped(): AbortSignal {
    return this.#stopped.signal;
  }

  /** Aborts when the job has to be gone at once, without a grace period. */
  get expired(): AbortSignal {
    return this.#expired.signal;
  }

  /** Aborts when nothing may be written for this attempt any more. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  get stopReason(): StopReason | undefined {
    return this.#reason;
  }

  stop(reason: StopReason): void {
    const strength = (each: StopReason | undefined) => (each === undefined ? -1 : STOP_REASONS.indexOf(each));
    if (strength(reason) > strength(this.#reason)) this.#reason = reason;
    this.#stopped.abort();
    if (reason === "lease-expired" || reason === "lost") this.#expired.abort();
    if (reason === "lost") this.#lost.abort();
  }
}
