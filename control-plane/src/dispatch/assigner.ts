import type { NextDue } from "../db/queries/select-next-due.js";
import type { Log } from "../log.js";
import { Openings, type Taker } from "./openings.js";

/** One who is assigned runs: a worker's channel. */
export interface Assignee extends Taker {
  /** Those with equal keys can take the same runs. */
  readonly queues: string;
}

export interface AssignerParts<T extends Assignee> {
  /** Claims up to `slots` runs for the assignee and hands them over; resolves with how many there were. */
  readonly assign: (assignee: T, slots: number) => Promise<number>;
  readonly nextDue: () => Promise<NextDue>;
  readonly log: Log;
}

interface Group<T extends Assignee> {
  readonly openings: Openings<T>;
  /** Whether runs may be waiting for it: the last claim found as many as it asked for, or something has happened since. */
  mayHaveWork: boolean;
  /** Nobody has looked yet whether runs were waiting when the first of it came. */
  isNew: boolean;
}

const MOST_AT_ONCE = 200;
/** Of more workers than this not each is served before the claims grow: a claim takes a millisecond, one after another. */
const MOST_SERVED_EVENLY = 32;
/** A look at what was left waits this long, so that it is one look for many claims. */
const LOOK_AFTER_MS = 100;
const RETRY_MS = 1000;
/** Timers are this much later than the database's clock, so that they are never too early. */
const MARGIN_MS = 2;
const LONGEST_TIMER_MS = 3_600_000;

/**
 * Hands the runs of one pool to those of its workers that are connected to this server: the one claimer of the pool here.
 * It claims when something says that there may be work (a run is due, a slot is free) and not otherwise; of an idle pool it
 * knows when the next run is due, and has one timer.
 *
 * Who can take most comes first, among equals whoever was served longest ago. The runs go out one by one until there were
 * two for each worker, and then in claims as large as what each has had on average: a burst spreads evenly over the workers,
 * and a long backlog goes out in claims that double with each turn.
 */
export class Assigner<T extends Assignee> {
  readonly #members = new Set<T>();
  readonly #groups = new Map<string, Group<T>>();
  #round: Promise<void> | null = null;
  #looking: Promise<void> | null = null;
  #isStopped = false;
  /** Runs are due, and yet nobody was given them: they wait for a limit or a pause, and freeing either is worth a claim. */
  #isHeldUp = false;
  #hasLookedAgain = false;
  #lookTimer: NodeJS.Timeout | null = null;
  #dueTimer: NodeJS.Timeout | null = null;
  #dueAt = Infinity;

  constructor(private readonly parts: AssignerParts<T>) {}

  get members(): Iterable<T> {
    return this.#members;
  }

  get isUnused(): boolean {
    return this.#members.size === 0;
  }

  join(assignee: T): void {
    this.#members.add(assignee);
    const group = this.#groupOf(assignee);
    group.openings.update(assignee);
    // Whoever joins others has nothing to find: what they left is known. So ten thousand workers come without a claim each.
    if (group.isNew) this.#lookForNewcomers();
    this.#start();
  }

  leave(assignee: T): void {
    this.#members.delete(assignee);
    this.#groups.get(assignee.queues)?.openings.remove(assignee);
    if (this.#members.size === 0) this.#groups.clear();
  }

  /** The assignee can take more or fewer than before. */
  changed(assignee: T): void {
    if (!this.#members.has(assignee)) return;
    this.#groupOf(assignee).openings.update(assignee);
    this.#start();
  }

  /** A run is due in that many milliseconds. */
  due(inMs: number): void {
    if (inMs <= 0) this.#wake();
    else this.#setTimer(inMs);
  }

  /** A slot, a limit or a pause is gone. */
  freed(): void {
    // It may have come too late for a claim whose outcome has not been looked at yet: then the look leads to another one.
    this.#hasLookedAgain = false;
    if (this.#isHeldUp) this.#wake();
  }

  /** The safety net: whatever was not heard of is found by looking. */
  sweep(): void {
    this.#hasLookedAgain = false;
    this.#lookSoon();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    if (this.#lookTimer) clearTimeout(this.#lookTimer);
    if (this.#dueTimer) clearTimeout(this.#dueTimer);
    await Promise.all([this.#round, this.#looking]);
  }

  #groupOf({ queues }: T): Group<T> {
    let group = this.#groups.get(queues);
    if (!group) this.#groups.set(queues, (group = { openings: new Openings(), mayHaveWork: false, isNew: true }));
    return group;
  }

  #wake(): void {
    this.#isHeldUp = false;
    this.#hasLookedAgain = false;
    this.#expectWork();
  }

  #expectWork(): void {
    for (const group of this.#groups.values()) group.mayHaveWork = true;
    this.#start();
  }

  #start(): void {
    if (this.#round || this.#isStopped || !this.#nextGroup()) return;
    this.#round = this.#fillAll().finally(() => {
      this.#round = null;
      this.#start();
    });
  }

  #nextGroup(): Group<T> | undefined {
    for (const group of this.#groups.values()) if (group.mayHaveWork && !group.openings.isEmpty) return group;
  }

  /** Never rejects: what goes wrong is logged and tried again. */
  async #fillAll(): Promise<void> {
    try {
      for (let group; !this.#isStopped && (group = this.#nextGroup());) await this.#fill(group);
      this.#lookSoon();
    } catch (error) {
      this.parts.log.error("runs could not be assigned; trying again", error);
      for (const group of this.#groups.values()) group.mayHaveWork = false;
      this.#setTimer(RETRY_MS);
    }
  }

  async #fill(group: Group<T>): Promise<void> {
    const { openings } = group;
    // Before the first claim: what is heard of during it may have come too late for it.
    group.mayHaveWork = false;
    const takers = Math.min(openings.size, MOST_SERVED_EVENLY);
    for (let total = 0; !this.#isStopped;) {
      const assignee = openings.freest();
      if (!assignee) {
        group.mayHaveWork = true;
        return;
      }
      const asked = Math.min(assignee.free, Math.max(1, Math.floor(total / takers)), MOST_AT_ONCE);
      const given = asked === 0 ? 0 : await this.parts.assign(assignee, asked);
      if (this.#members.has(assignee)) openings.update(assignee);
      else openings.remove(assignee);
      if (given > 0) this.#hasLookedAgain = false;
      if (given < asked) return;
      total += given;
    }
  }

  /** At once, and for all groups that have come since the last time. */
  #lookForNewcomers(): void {
    this.#looking ??= this.parts
      .nextDue()
      .catch((error: unknown) => {
        this.parts.log.warn(`the next due run is not known: ${String(error)}; claiming to find out`);
        return { isOverdue: true, inMs: null };
      })
      .then(({ isOverdue, inMs }) => {
        this.#looking = null;
        if (inMs !== null) this.#setTimer(inMs);
        for (const group of this.#groups.values()) {
          if (group.isNew && isOverdue) group.mayHaveWork = true;
          group.isNew = false;
        }
        this.#start();
      });
  }

  #lookSoon(): void {
    if (this.#isStopped || this.isUnused) return;
    this.#lookTimer ??= setTimeout(() => {
      this.#lookTimer = null;
      this.#look().catch((error: unknown) => this.parts.log.warn(`the next due run is not known: ${String(error)}`));
    }, LOOK_AFTER_MS);
  }

  /**
   * What a claim left: runs that are due all the same are claimed for once more, because a claim skips what another one
   * holds at that moment. If that brings nothing either, something holds them up, and its end will be heard of.
   */
  async #look(): Promise<void> {
    const { isOverdue, inMs } = await this.parts.nextDue();
    if (inMs !== null) this.#setTimer(inMs);
    this.#isHeldUp = isOverdue && this.#hasLookedAgain;
    if (!isOverdue || this.#hasLookedAgain) return;
    this.#hasLookedAgain = true;
    this.#expectWork();
  }

  #setTimer(inMs: number): void {
    const at = performance.now() + inMs + MARGIN_MS;
    if (this.#isStopped || at >= this.#dueAt) return;
    if (this.#dueTimer) clearTimeout(this.#dueTimer);
    this.#dueAt = at;
    this.#dueTimer = setTimeout(
      () => {
        this.#dueAt = Infinity;
        this.#wake();
        this.#lookSoon();
      },
      Math.min(inMs + MARGIN_MS, LONGEST_TIMER_MS),
    );
  }
}
