import { PlaneError } from "kedge/client";
import { uuidv7, type State, type StateCreate, type TransitionResult } from "kedge/contract";
import type { Kernel } from "./kernel/kernel.js";
import { Process } from "./kernel/process.js";
import type { Random } from "./kernel/random.js";
import type { Link, Network } from "./network.js";
import type { NewRun, Store } from "./plane/store.js";
import { stateOf } from "./plane/rows.js";

export interface PeopleParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly network: Network;
  readonly store: Store;
  readonly untilMs: number;
  newRun(key: string): NewRun;
  readonly onAcknowledged: (runId: string, state: State) => void;
}

/** After all that was on its way has arrived. */
const LAST_LOOK_MS = 60_000;

/** Those who use the plane: they create runs, cancel some, start failed ones anew, pause pools. They repeat what is not answered. */
export class People {
  readonly #process: Process;
  readonly #link: Link = { isCutOut: false, isCutIn: false };
  #busy = 0;

  constructor(private readonly parts: PeopleParts) {
    this.#process = new Process(parts.kernel, "people");
    const { random, untilMs } = parts;
    const runs = random.whole(12, 40);
    for (let i = 0; i < runs; i++) this.#at(random.between(0, untilMs * 0.8), () => this.#create(`run ${i}`));
    for (let i = random.whole(0, 8); i > 0; i--) this.#at(random.between(5000, untilMs), () => this.#startAnew());
    for (let i = random.whole(0, 2); i > 0; i--) this.#at(random.between(0, untilMs - 20_000), () => this.#pause());
    this.#at(untilMs + LAST_LOOK_MS, () => this.#liftPauses());
  }

  /** Whether all that they wanted has been said. */
  get areDone(): boolean {
    return this.#busy === 0;
  }

  #at(ms: number, what: () => Promise<void>): void {
    this.#busy += 1;
    this.#process.after(ms, () => void this.#carryOut(what).finally(() => (this.#busy -= 1)));
  }

  /** A run that a restored backup knows nothing of is nobody's to cancel. */
  async #carryOut(what: () => Promise<void>): Promise<void> {
    try {
      await what();
    } catch (error) {
      if (!(error instanceof PlaneError) || error.status !== 404) throw error;
    }
  }

  async #create(key: string): Promise<void> {
    const { random } = this.parts;
    const { id } = await this.#insist<{ id: string }>("createFlowRun", {}, this.parts.newRun(key));
    if (!random.chance(0.2)) return;
    await this.#wait(random.exponential(8000));
    await this.#propose(id, "CANCELLING");
  }

  async #startAnew(): Promise<void> {
    const { store, random } = this.parts;
    const ended = [...store.tables.runs.values()].filter((run) => ["CRASHED", "FAILED"].includes(stateOf(run).type));
    if (ended.length > 0) await this.#propose(random.pick(ended).id, "SCHEDULED");
  }

  async #pause(): Promise<void> {
    const { store, random } = this.parts;
    const { id } = random.pick([...store.tables.pools.values()]);
    await this.#insist("updateWorkPool", { id }, { isPaused: true });
    await this.#wait(random.between(2000, 15_000));
    await this.#insist("updateWorkPool", { id }, { isPaused: false });
  }

  /** A request that was given up for lost may still arrive: a pause after its own lift. Whoever wonders looks, and lifts it. */
  async #liftPauses(): Promise<void> {
    for (const { id } of this.parts.store.tables.pools.values()) {
      await this.#insist("updateWorkPool", { id }, { isPaused: false });
    }
  }

  async #propose(runId: string, type: StateCreate["type"]): Promise<void> {
    const state: StateCreate = { type, state_details: { transition_id: uuidv7() } };
    const { status, state: current } = await this.#insist<TransitionResult>(
      "setFlowRunState",
      { id: runId },
      { state },
    );
    if (status === "ACCEPT" || (type === "CANCELLING" && current?.type === "CANCELLED")) {
      this.parts.onAcknowledged(runId, current!);
    }
  }

  async #insist<T>(operation: string, params: Record<string, string>, body: object): Promise<T> {
    for (;;) {
      try {
        const from = { caller: this.#process, link: this.#link, fence: undefined, signal: undefined };
        return (await this.parts.network.call({ ...from, operation, params, body })) as T;
      } catch (error) {
        if (error instanceof PlaneError && error.status < 500) throw error;
        await this.#wait(this.parts.random.between(500, 4000));
      }
    }
  }

  #wait(ms: number): Promise<void> {
    return new Promise((resolve) => void this.#process.after(ms, resolve));
  }
}
