import { isOutage } from "kedge/client";
import type { Bell } from "./bell.js";
import type { Clock } from "./clock.js";
import type { WorkerLog } from "./log.js";
import { messageOf } from "./plane.js";
import type { Slots } from "./slots.js";

export interface DiskWatchOptions {
  /** Why no new runs should be taken, in words; undefined: they may. */
  readonly problem: () => Promise<string | undefined>;
  /** Tells the plane of it; null: it is over. */
  readonly tell: (trouble: string | null) => Promise<void>;
  readonly slots: Slots;
  /** Told when slots were closed or opened. */
  readonly onChange: () => void;
  /** Rings when there is reason to look before the time. */
  readonly bell: Bell;
  readonly clock: Clock;
  readonly log: WorkerLog;
}

const LOOK_EVERY_MS = 5000;
/** The plane forgets a worker without a sign of life after a minute and a half; one that polls gives no other meanwhile. */
const TELL_EVERY_MS = 30_000;

/**
 * Keeps a worker from taking runs whose reports would find no place: while the disk of its outbox is full or fails it has no
 * free slots, and the plane knows why. The runs in hand go on. Looking costs one `statfs`.
 */
export class DiskWatch {
  #problem: string | undefined;
  #told: { readonly trouble: string | null; readonly at: number } | undefined;
  #telling: Promise<void> | undefined;

  constructor(private readonly options: DiskWatchOptions) {}

  /** Before the first claim, and then again and again. Never rejects. */
  async look(): Promise<void> {
    const { slots, log, onChange } = this.options;
    const problem = await this.options.problem().catch(messageOf);
    const hasChanged = (problem === undefined) !== (this.#problem === undefined);
    this.#problem = problem;
    if (!hasChanged) return;
    if (problem === undefined) slots.reopen();
    else slots.close();
    if (problem === undefined) log.info("There is room for reports again; taking runs");
    else log.error("No more runs are taken until there is room for what they report", { problem });
    onChange();
  }

  async keep(signal: AbortSignal): Promise<void> {
    const { clock, bell } = this.options;
    while (!signal.aborted) {
      this.#telling ??= this.#tell().finally(() => (this.#telling = undefined));
      await clock.wait(LOOK_EVERY_MS, AbortSignal.any([signal, bell.signal]));
      bell.takeRing();
      await this.look();
    }
    await this.#telling;
  }

  async #tell(): Promise<void> {
    const { tell, clock, log } = this.options;
    const trouble = this.#problem ?? null;
    if (!this.#isDue(trouble)) return;
    try {
      await tell(trouble);
      this.#told = { trouble, at: clock.monotonic() };
    } catch (error) {
      // It is told again at the next look; a plane that does not know how to hear it is asked no more than it must.
      if (isOutage(error)) return;
      this.#told = { trouble, at: clock.monotonic() };
      log.warn("The plane could not be told that no runs are taken", { error: messageOf(error) });
    }
  }

  #isDue(trouble: string | null): boolean {
    if (this.#told === undefined || this.#told.trouble === null) return trouble !== null;
    return trouble === null || this.options.clock.monotonic() - this.#told.at >= TELL_EVERY_MS;
  }
}
