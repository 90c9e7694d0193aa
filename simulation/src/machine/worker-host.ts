import type { Client } from "kedge/client";
import type { State, TransitionResult } from "kedge/contract";
import { planeOver } from "../../../worker/src/plane.js";
import { startWorker, type Worker } from "../../../worker/src/worker.js";
import { clockOf, Process } from "../kernel/process.js";
import type { Kernel } from "../kernel/kernel.js";
import type { Random } from "../kernel/random.js";
import type { Network } from "../network.js";
import type { Wiring } from "../wiring.js";
import type { Machine } from "./machine.js";

export interface WorkerHostParts {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly random: Random;
  readonly wiring: Wiring;
  readonly machine: Machine;
  readonly pool: string;
  readonly slots: number;
}

const RESTART_MS = 3000;

/** Keeps the real worker running on a machine, as a service manager does. */
export class WorkerHost {
  #process: Process;
  #worker: Worker | undefined;
  #started = 0;

  constructor(private readonly parts: WorkerHostParts) {
    this.#process = this.#start();
  }

  get process(): Process {
    return this.#process;
  }

  get slots(): number {
    return this.parts.slots;
  }

  /** `kill -9`: its jobs go on, nobody tells anybody. */
  kill(downMs: number): void {
    if (!this.#process.end()) return;
    this.#restartIn(downMs);
  }

  /** A service manager's stop: `kill` ends the runs in hand, `drain` waits for them. */
  stop(how: "kill" | "drain"): void {
    if (!this.#process.isAlive) return;
    const { trace } = this.parts.kernel;
    trace.add(`${this.#process.name} is stopped: ${how}`);
    this.#process.after(0, () => void this.#worker?.[how]());
  }

  #restartIn(ms: number): void {
    this.parts.kernel.after(ms, () => (this.#process = this.#start()));
  }

  #start(): Process {
    const { kernel, machine, random } = this.parts;
    const process = new Process(kernel, `${machine.name}.${(this.#started += 1)}`);
    this.#worker = undefined;
    void this.#run(process, random.fork()).then(() => {
      if (process.end()) this.#restartIn(RESTART_MS);
    });
    return process;
  }

  async #run(process: Process, random: Random): Promise<void> {
    const { kernel, machine, pool, slots, wiring } = this.parts;
    const told = (message: string) => kernel.trace.add(`${process.name}: ${message}`);
    const log = { info: told, warn: told, error: told };
    const options = { apiUrl: "http://plane", pool, name: process.name, limit: slots, environment: {}, log };
    try {
      const worker = await startWorker(
        { ...options, transport: "http", pollIntervalMs: wiring.pollIntervalMs, gracePeriodSeconds: 5 },
        {
          clock: wiring.workerClock(clockOf(process, machine.clock)),
          random: random.next,
          connectPlane: () => wiring.workerPlane(planeOver((fence) => this.#client(process, fence))),
          runtimeOf: () => machine.runtimeFor(process),
        },
      );
      this.#worker = worker;
      await worker.drained;
    } catch {
      // The plane could not be reached: the service manager tries again.
    }
  }

  #client(caller: Process, fence: string | undefined): Pick<Client, "call"> {
    const { network, machine } = this.parts;
    const call = async (operation: { id: string }, input: Input = {}) => {
      const { params = {}, body, signal } = input;
      const reply = await network.call({
        caller,
        link: machine.link,
        operation: operation.id,
        params,
        body,
        fence,
        signal,
      });
      if (operation.id === "setFlowRunState") this.#note(params["id"]!, input, reply as TransitionResult);
      return reply;
    };
    return { call: call as unknown as Client["call"] };
  }

  #note(runId: string, { body }: Input, { status, state }: TransitionResult): void {
    const proposed = (body as { state: Pick<State, "state_details"> }).state.state_details.transition_id;
    if (status === "ACCEPT" || state?.state_details.transition_id === proposed) {
      this.parts.machine.acknowledged(runId, state!);
    }
  }
}

interface Input {
  readonly params?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}
