import { type Client, isOutage, PlaneError } from "../client/index.js";
import { decrementLimitsWithLease, incrementLimitsWithLease, renewLimitLease } from "../contract/index.js";
import { pause } from "./pause.js";

export interface SlotWanted {
  readonly taskRunId: string;
  readonly tags: readonly string[];
  readonly signal: AbortSignal;
  /** Told once if the run has to wait. */
  readonly onWait: (why: string) => void;
  /** Told when slots were lost while it runs. */
  readonly onLost: (why: string) => void;
}

/** As Prefect's clients ask for: so long a slot stays taken when its process is killed. */
const LEASE_SECONDS = 60;
const RENEW_MILLIS = 20_000;
/** For so long a tag without a limit is not asked about again: a new limit is heeded after this at the latest. */
const UNLIMITED_MILLIS = 10_000;
const LONGEST_WAIT_SECONDS = 10;
const AWAY_WAIT_SECONDS = 2;

/**
 * Slots of the limits that tags have (`kedge concurrency-limit create tag:db 10`), one of each for a task run while it runs. Runs
 * without tags ask for none, and tags that have no limit are asked about once in ten seconds.
 *
 * While the plane is away, a run whose tags had no limit goes on without asking; one whose tags have waits.
 */
export class TagSlots {
  readonly #client: Client;
  /** Monotonic milliseconds until which a tag counts as one without a limit. */
  readonly #unlimited = new Map<string, number>();

  /** `client` is one that repeats nothing: waiting is done here. */
  constructor(client: Client) {
    this.#client = client;
  }

  /** Undefined when no tag of the run has a limit, as far as is known; else waits for slots, and resolves with what gives them back. */
  take(wanted: SlotWanted): Promise<() => Promise<void>> | undefined {
    const now = performance.now();
    return wanted.tags.every((tag) => (this.#unlimited.get(tag) ?? -Infinity) > now) ? undefined : this.#wait(wanted);
  }

  async #wait(wanted: SlotWanted): Promise<() => Promise<void>> {
    for (let tries = 0; ; tries++) {
      wanted.signal.throwIfAborted();
      try {
        return await this.#ask(wanted);
      } catch (error) {
        const isFull = error instanceof PlaneError && error.status === 423;
        if (!isFull && !isOutage(error)) throw error;
        if (!isFull && wanted.tags.every((tag) => this.#unlimited.has(tag))) return async () => {};
        if (tries === 0) wanted.onWait((error as Error).message);
        const seconds = isFull ? (error.retryAfterSeconds ?? 1) : AWAY_WAIT_SECONDS;
        await pause(Math.min(seconds, LONGEST_WAIT_SECONDS), wanted.signal);
      }
    }
  }

  async #ask({ tags, taskRunId, signal, onLost }: SlotWanted): Promise<() => Promise<void>> {
    const { lease_id: leaseId, limits } = await this.#client.call(incrementLimitsWithLease, {
      body: {
        names: tags.map((tag) => `tag:${tag}`),
        slots: 1,
        lease_duration: LEASE_SECONDS,
        holder: { type: "task_run", id: taskRunId },
      },
      signal,
    });
    this.#remember(tags, new Set(limits.map(({ name }) => name)));
    if (limits.length === 0) return async () => {};
    const timer = setInterval(() => void this.#renew(leaseId, onLost), RENEW_MILLIS).unref();
    return async () => {
      clearInterval(timer);
      // If the plane is away the lease ends by itself, soon.
      await this.#client.call(decrementLimitsWithLease, { body: { lease_id: leaseId } }).catch(() => undefined);
    };
  }

  #remember(tags: readonly string[], limited: ReadonlySet<string>): void {
    const until = performance.now() + UNLIMITED_MILLIS;
    for (const tag of tags) {
      if (limited.has(`tag:${tag}`)) this.#unlimited.delete(tag);
      else this.#unlimited.set(tag, until);
    }
  }

  async #renew(leaseId: string, onLost: (why: string) => void): Promise<void> {
    try {
      const body = { lease_duration: LEASE_SECONDS };
      await this.#client.call(renewLimitLease, { params: { lease_id: leaseId }, body });
    } catch (error) {
      // An outage is over before the lease is, or the plane says so then.
      if (error instanceof PlaneError && error.status === 410) onLost(error.message);
    }
  }
}
