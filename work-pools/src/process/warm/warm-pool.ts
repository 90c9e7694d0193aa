import type { Environment, Variables } from "../environment.js";
import type { StartedProcess } from "../started-process.js";
import { installedState } from "./installed-state.js";
import { startsAlike } from "./startup-variables.js";
import { WarmProcess } from "./warm-process.js";

/** What a process has to have loaded for a run: processes of one kind are alike. */
export interface WarmKind {
  /** The program `kedge/warm-start` of the SDK that the run uses. */
  readonly program: string;
  /** Loaded beside the SDK. */
  readonly compiler: "typescript" | "none";
}

/** A run that could begin in a warm process: what it would be started as. */
export interface WarmRequest {
  readonly kind: WarmKind;
  /** The program to become. */
  readonly program: string;
  readonly directory: string;
  readonly environment: Variables;
  /**
   * Told which process it will be, before it is: its own environment, as the system shows it, never names the run, so that a
   * worker killed in between could not be cleaned up after.
   */
  readonly beforeTaken: (pid: number) => Promise<void>;
}

export interface WarmOptions {
  /** Processes that wait for TypeScript and JavaScript runs, each with the SDK loaded. */
  readonly size: number;
  /** Told of each that is ready. */
  readonly onReady?: (() => void) | undefined;
  /** Told when one could not be made ready; runs start cold, then. */
  readonly onFailure?: ((problem: string) => void) | undefined;
  /** What they have loaded before the runs have shown what they need. Default: the SDK beside the worker, and TypeScript. */
  readonly firstKind?: WarmKind | undefined;
}

/** The run that has just begun comes first: on a small machine, starting its successor would take from it what it was spared. */
const REFILL_AFTER_MS = 250;

export interface WarmPoolOptions extends WarmOptions {
  /** What they are started with: the worker's variables without its secrets. */
  readonly environment: Environment;
}

interface Waiting {
  readonly kind: WarmKind;
  readonly process: WarmProcess;
  /** What was installed when it began to load. */
  installed?: string;
  isReady: boolean;
}

/**
 * A few processes that wait with the SDK loaded, each for one run. They are of the kind that the last runs needed, so that a
 * project with an SDK of its own is served by it from its third run on. What a process has missed (another SDK, variables
 * that are read at the start, a new installation) makes its run start cold, never wrong.
 */
export class WarmPool {
  readonly #options: WarmPoolOptions;
  readonly #waiting = new Set<Waiting>();
  /** Needed by the last run, and by how many in a row. */
  #needed: { readonly kind: WarmKind | undefined; readonly times: number };
  #isClosed = false;

  constructor(options: WarmPoolOptions) {
    this.#options = options;
    this.#needed = { kind: options.firstKind, times: 0 };
    this.#fill(options.firstKind);
  }

  /** Starts the run in a process that waits; undefined when none does that could take it. */
  async take({ kind, beforeTaken, ...assignment }: WarmRequest): Promise<StartedProcess | undefined> {
    if (this.#options.size === 0 || !startsAlike(this.#options.environment, assignment.environment)) return undefined;
    this.#note(kind);
    try {
      const found = this.#pick(kind, await installedState(kind.program));
      if (found === undefined) return undefined;
      await beforeTaken(found.process.pid);
      return await found.process.assign(assignment);
    } finally {
      setTimeout(() => this.#fill(kind), REFILL_AFTER_MS).unref();
    }
  }

  /** Ends all that wait; resolves when they are gone. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#waiting].map((each) => this.#discard(each)));
  }

  #note(kind: WarmKind): void {
    const again = this.#needed.kind !== undefined && isSame(this.#needed.kind, kind);
    this.#needed = { kind, times: again ? this.#needed.times + 1 : 1 };
  }

  /** Takes a ready one out. Those that have loaded what is no longer installed go, and so do those that nobody needs now. */
  #pick(kind: WarmKind, installed: string): Waiting | undefined {
    const alike = [...this.#waiting].filter((each) => isSame(each.kind, kind));
    const usable = alike.filter((each) => each.installed === undefined || each.installed === installed);
    for (const each of alike) if (!usable.includes(each)) void this.#discard(each);
    const found = usable.find(({ isReady }) => isReady);
    if (found !== undefined) this.#waiting.delete(found);
    // Not at the first run of another kind: runs that take turns would each throw out what the next one needs.
    if (usable.length === 0 && this.#needed.times > 1) for (const each of this.#waiting) void this.#discard(each);
    return found;
  }

  #fill(kind: WarmKind | undefined): void {
    if (kind === undefined || this.#isClosed) return;
    for (let missing = this.#options.size - this.#waiting.size; missing > 0; missing--) void this.#keepOne(kind);
  }

  /** From the start of a process until it is taken, or gone. */
  async #keepOne(kind: WarmKind): Promise<void> {
    const installed = installedState(kind.program);
    const process = this.#started(kind);
    if (process === undefined) return;
    const kept: Waiting = { kind, process, isReady: false };
    this.#waiting.add(kept);
    kept.installed = await installed;
    kept.isReady = await process.ready;
    if (kept.isReady) {
      this.#options.onReady?.();
      await process.gone;
      if (this.#waiting.delete(kept)) this.#fill(kind);
    } else if (this.#waiting.delete(kept)) {
      // Tried again with the next run, not at once: it would fail again, for ever.
      this.#fail(kind, "it ended before it was ready.");
      await process.discard();
    }
  }

  #started(kind: WarmKind): WarmProcess | undefined {
    try {
      return new WarmProcess(kind.program, [kind.compiler], this.#options.environment);
    } catch (error) {
      this.#fail(kind, String(error));
      return undefined;
    }
  }

  #fail(kind: WarmKind, reason: string): void {
    this.#options.onFailure?.(`${kind.program} cannot be kept waiting, so runs start cold: ${reason}`);
  }

  #discard(each: Waiting): Promise<void> {
    this.#waiting.delete(each);
    return each.process.discard();
  }
}

function isSame(one: WarmKind, other: WarmKind): boolean {
  return one.program === other.program && one.compiler === other.compiler;
}
