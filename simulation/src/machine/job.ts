import { PlaneError, PlaneUnreachableError, backoffSeconds, DEFAULT_RETRY_POLICY } from "kedge/client";
import { uuidv7, type State, type StateCreate, type TransitionResult } from "kedge/contract";
import type { JobEnd, JobProgram } from "@kedge/work-pools/runtimes";
import type { Kernel } from "../kernel/kernel.js";
import { Process } from "../kernel/process.js";
import type { Random } from "../kernel/random.js";
import type { Network } from "../network.js";
import type { Machine } from "./machine.js";

export interface JobParts {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly random: Random;
  readonly machine: Machine;
}

export interface JobOf {
  readonly runId: string;
  readonly fence: string;
  readonly program: JobProgram;
  /** The worker that supervises it; it outlives a worker that is killed. */
  readonly worker: Process;
}

type Fate = "completes" | "fails" | "crashes" | "says nothing";

/** What the job would do if nothing hindered it. */
interface Plan {
  readonly fate: Fate;
  readonly workMs: number;
  readonly ignoresTerminate: boolean;
}

/** A process that carries a run out: reports that it runs, works, and reports how it ended, unless something happens to it. */
export class Job {
  readonly process: Process;
  readonly #plan: Plan;
  #end: JobEnd = { kind: "signalled", signal: "SIGKILL" };

  constructor(
    readonly of: JobOf,
    private readonly parts: JobParts,
  ) {
    this.process = new Process(parts.kernel, `job ${of.runId} ${of.fence}`);
    this.#plan = plan(parts.random);
    parts.kernel.trace.add(`${this.process.name} (${of.program}) begins: ${this.#plan.fate}`);
    this.process.after(parts.random.between(5, 200), () => void this.#run());
  }

  get isAlive(): boolean {
    return this.process.isAlive;
  }

  onEnd(tell: (end: JobEnd) => void): void {
    this.process.onEnd(() => tell(this.#end));
  }

  terminate(): void {
    if (this.#plan.ignoresTerminate) return;
    this.process.after(this.parts.random.between(1, 300), () => this.#exit({ kind: "signalled", signal: "SIGTERM" }));
  }

  kill(): void {
    this.#exit({ kind: "signalled", signal: "SIGKILL" });
  }

  #exit(end: JobEnd): void {
    if (!this.process.isAlive) return;
    this.#end = end;
    this.parts.kernel.trace.add(`${this.process.name} ends: ${end.kind === "exited" ? end.code : end.signal}`);
    this.process.end();
  }

  async #run(): Promise<void> {
    if (this.of.program === "hooks") return this.#exit({ kind: "exited", code: 0 });
    try {
      while (await this.#attempt());
      this.#exit({ kind: "exited", code: this.#plan.fate === "crashes" ? 1 : 0 });
    } catch {
      // Superseded, or the plane was away for too long.
      this.#exit({ kind: "exited", code: 75 });
    }
  }

  /** One run of the flow; true when it is to be tried again in this very process. */
  async #attempt(): Promise<boolean> {
    const { fate, workMs } = this.#plan;
    for (;;) {
      const begun = await this.#propose("RUNNING");
      if (begun === "accepted") break;
      if (begun === "refused") return false;
      await this.#pause(begun.waitMs);
    }
    await this.#pause(workMs);
    if (fate === "crashes" || fate === "says nothing") return false;
    const ended = await this.#propose(fate === "completes" ? "COMPLETED" : "FAILED");
    if (typeof ended === "string") return false;
    await this.#pause(ended.waitMs);
    return true;
  }

  async #propose(type: StateCreate["type"]): Promise<"accepted" | "refused" | { waitMs: number }> {
    const transition_id = uuidv7();
    const state: StateCreate = { type, state_details: { transition_id } };
    const result = await this.#insist<TransitionResult>("setFlowRunState", { state, force: false });
    if (result.status === "ACCEPT" || result.state?.state_details.transition_id === transition_id) {
      this.parts.machine.acknowledged(this.of.runId, result.state!);
      return "accepted";
    }
    if (result.status === "WAIT") return { waitMs: 1000 * Number(Reflect.get(result.details, "delay_seconds")) };
    return awaitsRetry(type, result.state) ? { waitMs: 2000 } : "refused";
  }

  /** As the SDK's client does: five repeats, then the process gives up. */
  async #insist<T>(operation: string, body: object): Promise<T> {
    const { network, machine, random } = this.parts;
    for (let repeat = 0; ; repeat++) {
      try {
        const { process: caller, of } = this;
        const params = { id: of.runId };
        const request = { caller, link: machine.link, operation, params, body, fence: of.fence, signal: undefined };
        return (await network.call(request)) as T;
      } catch (error) {
        const isOutage = error instanceof PlaneUnreachableError || (error instanceof PlaneError && error.status >= 500);
        if (!isOutage || repeat >= DEFAULT_RETRY_POLICY.retries) throw error;
        await this.#pause(1000 * backoffSeconds(repeat, undefined, DEFAULT_RETRY_POLICY, random.next));
      }
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => void this.process.after(ms, resolve));
  }
}

/** A failure with retries left is answered with the wait for the next one, which this process makes itself. */
function awaitsRetry(proposed: StateCreate["type"], state: State | null): boolean {
  return proposed === "FAILED" && state?.type === "SCHEDULED" && state.name === "AwaitingRetry";
}

function plan(random: Random): Plan {
  const fates: readonly Fate[] = [
    "completes",
    "completes",
    "completes",
    "completes",
    "fails",
    "crashes",
    "says nothing",
  ];
  return {
    fate: random.pick(fates),
    workMs: random.chance(0.15) ? random.between(10_000, 70_000) : random.exponential(3000),
    ignoresTerminate: random.chance(0.3),
  };
}
