import type { ClaimedRun } from "kedge/contract";

/**
 * Why an attempt has to stop before its end. `cancelled` and `worker-stopped` are reported; `lost` (the plane gave the run
 * to someone else or took it back) and `lease-expired` (it may have) are not, because the run is not ours to write any more.
 */
export type StopReason = "cancelled" | "worker-stopped" | "lease-expired" | "lost";

const FORFEITS: ReadonlySet<StopReason | undefined> = new Set<StopReason>(["lease-expired", "lost"]);

/** One claimed run in this worker's hands, from the claim to its report. */
export class Attempt {
  readonly #stopped = new AbortController();
  readonly #forfeited = new AbortController();
  #reason: StopReason | undefined;

  constructor(
    readonly run: ClaimedRun,
    /** Until when the lease holds, on the monotonic clock, counted from when the claim or renewal was sent. */
    public leaseUntil: number,
  ) {}

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

  /** Aborts when nothing may be written for this attempt any more. */
  get forfeited(): AbortSignal {
    return this.#forfeited.signal;
  }

  get stopReason(): StopReason | undefined {
    return this.#reason;
  }

  /** The first reason stays, unless a later one takes the run out of our hands. */
  stop(reason: StopReason): void {
    if (this.#reason === undefined || (FORFEITS.has(reason) && !FORFEITS.has(this.#reason))) this.#reason = reason;
    this.#stopped.abort();
    if (FORFEITS.has(reason)) this.#forfeited.abort();
  }
}
