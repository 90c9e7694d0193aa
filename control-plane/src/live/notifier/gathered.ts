import type { WorkNotice } from "../../dispatch/work-notice.js";
import type { Notice } from "./notice.js";

/** A pool's id with its number takes about 60 bytes, a run to stop about 100. */
const MOST_POOLS = 50;
const MOST_STOPS = 40;
/** Stops that wait for a notice with room; the renewals of their workers tell those beyond. */
const MOST_WAITING = 5000;

/** What has happened since the last notice, said once each. */
export class Gathered {
  readonly #due = new Map<string, number>();
  readonly #freed = new Set<string>();
  #stops: NonNullable<Notice["stop"]> = [];
  #isFreedEverywhere = false;
  #isEverywhere = false;

  get isEmpty(): boolean {
    return (
      this.#due.size + this.#freed.size + this.#stops.length === 0 && !this.#isFreedEverywhere && !this.#isEverywhere
    );
  }

  add(notice: WorkNotice): void {
    if (notice.kind === "stop") {
      if (this.#stops.length < MOST_WAITING) this.#stops.push([notice.runId, notice.fence, notice.reason]);
      return;
    }
    if (notice.kind === "freed" && notice.poolId === null) this.#isFreedEverywhere = true;
    else if (notice.poolId === null || this.#due.size + this.#freed.size >= MOST_POOLS) this.#isEverywhere = true;
    else if (notice.kind === "freed") this.#freed.add(notice.poolId);
    else this.#due.set(notice.poolId, Math.min(Math.ceil(notice.inMs), this.#due.get(notice.poolId) ?? Infinity));
  }

  /** As much as one notice holds; the rest stays. */
  take(): Omit<Notice, "from"> {
    const stop = this.#stops.splice(0, MOST_STOPS);
    const taken = {
      ...(this.#due.size > 0 && stop.length < MOST_STOPS / 2 && { due: Object.fromEntries(this.#due) }),
      ...(this.#freed.size > 0 && stop.length < MOST_STOPS / 2 && { freed: [...this.#freed] }),
      ...(this.#isFreedEverywhere && { freedAll: true as const }),
      ...(this.#isEverywhere && { all: true as const }),
      ...(stop.length > 0 && { stop }),
    };
    if (stop.length < MOST_STOPS / 2) {
      this.#due.clear();
      this.#freed.clear();
    }
    this.#isFreedEverywhere = false;
    this.#isEverywhere = false;
    return taken;
  }
}
