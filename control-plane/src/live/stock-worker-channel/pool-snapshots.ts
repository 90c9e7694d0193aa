import type { WorkPoolRow } from "../../db/rows/work-pool-row.js";
import { toWorkPool } from "../../db/rows/work-pool-row.js";
import type { Snapshot } from "./protocol.js";

/** Changes that come together are told together. */
const COALESCE_MS = 50;

type Reason = Exclude<Snapshot["reason"], "initial">;

export interface PoolSnapshotsParts {
  /** undefined: the pool is gone. */
  readonly read: () => Promise<WorkPoolRow | undefined>;
  readonly send: (snapshot: Snapshot) => void;
  readonly onGone: () => void;
  readonly onFailure: (error: unknown) => void;
}

/**
 * Tells one worker of its pool's settings, numbered and one at a time. What is sent is what the pool is when it is sent, so
 * that any number of changes before that need no more than one snapshot.
 */
export class PoolSnapshots {
  #sequence = 0;
  #updated: string | null = null;
  #asked: Reason | null = null;
  #timer: NodeJS.Timeout | null = null;
  #isStopped = false;

  constructor(private readonly parts: PoolSnapshotsParts) {}

  /** The first snapshot, which the ready frame carries. What was asked for before it was read is sent after it. */
  initial(pool: WorkPoolRow): Snapshot {
    const snapshot = this.#number("initial", pool);
    if (this.#asked) this.ask(this.#asked);
    return snapshot;
  }

  /** The settings may have changed. */
  ask(reason: Reason): void {
    this.#asked = reason;
    if (this.#sequence === 0 || this.#isStopped) return;
    this.#timer ??= setTimeout(() => void this.#tell(), COALESCE_MS);
  }

  /** The settings are as of then: whatever a notice may have missed, such as a change through another server, is told now. */
  compare(updated: string): void {
    if (updated !== this.#updated) this.ask("heartbeat_reconciliation");
  }

  stop(): void {
    this.#isStopped = true;
    if (this.#timer) clearTimeout(this.#timer);
  }

  async #tell(): Promise<void> {
    const reason = this.#asked!;
    this.#asked = null;
    try {
      const pool = await this.parts.read();
      if (this.#isStopped) return;
      if (!pool) return this.parts.onGone();
      this.parts.send(this.#number(reason, pool));
    } catch (error) {
      this.parts.onFailure(error);
    } finally {
      this.#timer = null;
      if (this.#asked) this.ask(this.#asked);
    }
  }

  #number(reason: Snapshot["reason"], pool: WorkPoolRow): Snapshot {
    this.#updated = pool.updated;
    return { snapshot_sequence: ++this.#sequence, reason, work_pool: toWorkPool(pool) };
  }
}
