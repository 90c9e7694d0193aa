import type { Client } from "../client/index.js";
import { keepFlowRuns, type StandingReply } from "../contract/index.js";
import { CancelledRun } from "../states/index.js";
import type { FlowRun } from "./flow/flow-run.js";
import { untilResumed } from "./until-resumed.js";

export interface StandingOptions {
  /** One that repeats nothing: what fails is asked again at the next interval. */
  readonly client: Client;
  readonly intervalMillis: number;
  /** As seldom as this at the most, where the plane asks for rest. */
  readonly longestMillis: number;
  /** Calls a function at intervals until the answered one is called. Default: a timer that keeps no process alive. */
  readonly every?: (milliseconds: number, work: () => void) => () => void;
}

/** After so long without a word of its process a local run counts as lost: twelve intervals. */
export const LOCAL_LEASE_SECONDS = 60;
/** How long a cancel or a pause of a run takes to reach its process. */
export const LOCAL_INTERVAL_MILLIS = 5000;
/** A run that was claimed hears of a cancel by its worker, and of pauses alone in this way. */
export const CLAIMED_INTERVAL_MILLIS = 10_000;
/** The bound of one request. */
const MOST_RUNS = 1000;
/** Three times within the lease. */
export const LONGEST_LOCAL_INTERVAL_MILLIS = (LOCAL_LEASE_SECONDS * 1000) / 3;
export const LONGEST_CLAIMED_INTERVAL_MILLIS = 300_000;

/**
 * Tells the plane, in one request an interval for all runs of the process, that they are still carried out here, and acts on what
 * it wants of them. A program that is over before the first interval is asks nothing.
 *
 * A run that this process created has a lease of its own, which began with the run and is renewed here. When it has lapsed the
 * run counts as crashed; but nobody else can have begun it again, so its process goes on, and what it then reports stands.
 */
export class Standing {
  readonly #options: StandingOptions;
  readonly #runs = new Map<string, FlowRun>();
  readonly #given = new Set<string>();
  #stopAsking: (() => void) | undefined;
  #isAsking = false;
  /** Intervals to be passed over. */
  #rests = 0;

  constructor(options: StandingOptions) {
    this.#options = options;
  }

  async during<T>(run: FlowRun, work: () => Promise<T>): Promise<T> {
    this.#runs.set(run.id, run);
    const { every = everyMillis, intervalMillis } = this.#options;
    this.#stopAsking ??= every(intervalMillis, () => void this.#ask());
    try {
      return await work();
    } finally {
      this.#runs.delete(run.id);
      this.#given.delete(run.id);
      if (this.#runs.size === 0) {
        this.#stopAsking?.();
        this.#stopAsking = undefined;
      }
    }
  }

  async #ask(): Promise<void> {
    if (this.#isAsking) return;
    if (this.#rests > 0) {
      this.#rests -= 1;
      return;
    }
    this.#isAsking = true;
    try {
      const runs = [...this.#runs.values()].map(({ id, isLocal }) => ({
        flow_run_id: id,
        lease_seconds: isLocal ? LOCAL_LEASE_SECONDS : null,
      }));
      for (let at = 0; at < runs.length; at += MOST_RUNS) {
        const body = { runs: runs.slice(at, at + MOST_RUNS) };
        const reply = await this.#options.client.call(keepFlowRuns, { body });
        this.#rest(reply.rest_seconds);
        this.#heed(reply);
      }
    } catch {
      // The plane is away: what reports to it says so, and leases that stood then stand when it is back.
    } finally {
      this.#isAsking = false;
    }
  }

  #rest(seconds: number): void {
    const { intervalMillis, longestMillis } = this.#options;
    this.#rests = Math.ceil(Math.min(1000 * seconds, longestMillis) / intervalMillis) - 1;
  }

  #heed({ cancelling, paused, lost }: StandingReply): void {
    for (const id of paused) this.#pause(id);
    for (const id of cancelling) this.#local(id)?.stop(new CancelledRun("The run was cancelled."));
    for (const id of lost) this.#warnOfLoss(id);
  }

  #pause(id: string): void {
    const scope = this.#runs.get(id)?.scope;
    if (scope === undefined || scope.isHeld || scope.isPausing) return;
    scope.logger.info("Paused: what has begun goes on, and no other task begins until the run is resumed");
    scope.hold(untilResumed(scope).then(() => scope.logger.info("Resumed")));
  }

  #warnOfLoss(id: string): void {
    const run = this.#local(id);
    if (run === undefined || this.#given.has(id)) return;
    this.#given.add(id);
    run.logger.warning(
      `The server has given this run up: it had heard nothing of it for ${LOCAL_LEASE_SECONDS} s, or somebody ended it. It goes on.`,
    );
  }

  #local(id: string): FlowRun | undefined {
    const run = this.#runs.get(id);
    return run?.isLocal === true ? run : undefined;
  }
}

function everyMillis(milliseconds: number, work: () => void): () => void {
  const timer = setInterval(work, milliseconds).unref();
  return () => clearInterval(timer);
}
