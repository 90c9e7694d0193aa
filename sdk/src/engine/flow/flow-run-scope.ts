import { KedgeError } from "../../errors.js";
import { createLogger, type Logger } from "../../logging/index.js";
import type { ResultStore } from "../../results/index.js";
import type { FlowDefinition } from "../definition.js";
import type { FlowRunInfo } from "../hooks.js";
import type { OpenRun, RunOrigin } from "../open-run.js";
import { Slots } from "../runner/slots.js";
import type { Session } from "../session.js";

export interface FlowRunScopeOptions {
  readonly definition: FlowDefinition;
  readonly session: Session;
  readonly info: FlowRunInfo;
  readonly parent: FlowRunScope | undefined;
  readonly results: ResultStore;
  readonly incarnation: number;
}

/**
 * One attempt of a flow run, as everything that is called inside it sees it. A retried run gets a new one: whatever an
 * earlier attempt left running must not mix with it.
 */
export class FlowRunScope {
  readonly definition: FlowDefinition;
  readonly session: Session;
  readonly info: FlowRunInfo;
  readonly parent: FlowRunScope | undefined;
  readonly results: ResultStore;
  readonly logger: Logger;
  readonly logPrints: boolean;
  readonly persistResult: boolean | undefined;
  readonly slots: Slots;
  /** Which time the function is called for this run, from 1: in a retry or after a suspend, some of it was done before. */
  readonly incarnation: number;
  /** Runs that were started here and have not been accounted for. */
  readonly open = new Set<OpenRun>();
  /** Which run made a value. Weak, so that a flow over many values does not keep them. */
  readonly origins = new WeakMap<object, RunOrigin>();
  readonly #controller = new AbortController();
  readonly #ordinals = new Map<string, number>();
  #closed: string | undefined;
  #held: Promise<unknown> | undefined;
  #pauses = 0;

  constructor({ definition, session, info, parent, results, incarnation }: FlowRunScopeOptions) {
    this.incarnation = incarnation;
    this.definition = definition;
    this.session = session;
    this.info = info;
    this.parent = parent;
    this.results = results;
    this.logPrints = definition.logPrints ?? parent?.logPrints ?? session.settings.logPrints;
    this.persistResult = definition.persistResult ?? parent?.persistResult ?? session.settings.persistResults;
    this.slots = new Slots(definition.concurrency);
    this.logger = createLogger(
      {
        name: "kedge.flow_runs",
        subject: () => `Flow run '${info.name}'`,
        flowRunId: info.id,
        taskRunId: null,
      },
      session.logSink,
    );
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  abort(reason: unknown): void {
    this.#controller.abort(reason);
  }

  /** Lets nothing begin in here until the promise resolves; what would have begun fails if it rejects. */
  hold(until: Promise<unknown>): void {
    const held = until.finally(() => {
      if (this.#held === held) this.#held = undefined;
    });
    // Whoever is held up meets it; there may be nobody.
    held.catch(() => undefined);
    this.#held = held;
  }

  get isHeld(): boolean {
    return this.#held !== undefined;
  }

  /** To be awaited before something begins; undefined while nothing is held up, here and in the flows around this one. */
  held(): Promise<unknown> | undefined {
    return this.#held ?? this.parent?.held();
  }

  /** Whether the flow itself has paused and waits. */
  get isPausing(): boolean {
    return this.#pauses > 0;
  }

  async pausing(wait: () => Promise<void>): Promise<void> {
    this.#pauses += 1;
    try {
      await wait();
    } finally {
      this.#pauses -= 1;
    }
  }

  /** 0, 1, 2... for the runs of one task or flow in this attempt. */
  nextOrdinal(key: string): number {
    const ordinal = this.#ordinals.get(key) ?? 0;
    this.#ordinals.set(key, ordinal + 1);
    return ordinal;
  }

  /** After this, calls from code that is still running are refused rather than added to a finished run. */
  close(reason: string): void {
    this.#closed = reason;
  }

  assertOpen(): void {
    if (this.#closed === undefined) return;
    throw new KedgeError("RUN_CLOSED", `Flow run '${this.info.name}' is over (${this.#closed}).`, {
      hint: "This call comes from code that was still running: await it inside the flow, or stop at abortSignal().",
    });
  }
}
