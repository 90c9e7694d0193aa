import type { State } from "kedge/contract";
import type { Job as JobToStart, JobHandle, JobIdentity, OutputChunk, Runtime } from "@kedge/work-pools/runtimes";
import { StartRefused } from "@kedge/work-pools/runtimes";
import type { Kernel } from "../kernel/kernel.js";
import type { ClockFaults, Process } from "../kernel/process.js";
import type { Random } from "../kernel/random.js";
import type { Link, Network } from "../network.js";
import { Job } from "./job.js";

export interface MachineParts {
  readonly kernel: Kernel;
  readonly random: Random;
  readonly network: Network;
  readonly onJob: (job: Job) => void;
  readonly onAcknowledged: (runId: string, state: State) => void;
}

/** Where a worker and its jobs run: one link to the plane, one clock. Jobs live on when their worker is killed. */
export class Machine {
  readonly link: Link = { isCutOut: false, isCutIn: false };
  readonly clock: ClockFaults;
  #jobs: Job[] = [];

  constructor(
    readonly name: string,
    private readonly parts: MachineParts,
  ) {
    this.clock = { drift: parts.random.between(-0.0002, 0.0002), wallSkewMs: 0 };
  }

  get jobs(): readonly Job[] {
    return (this.#jobs = this.#jobs.filter((job) => job.isAlive));
  }

  /** The plane has confirmed a state of a run to a process of this machine. */
  acknowledged(runId: string, state: State): void {
    this.parts.onAcknowledged(runId, state);
  }

  /** Starts virtual jobs for a worker on this machine. */
  runtimeFor(worker: Process): Runtime {
    return {
      type: "virtual",
      reapRemnants: async () => this.#reapRemnants(),
      start: (job) =>
        new Promise((resolve, reject) => {
          const { random } = this.parts;
          worker.after(random.between(2, 60), () => {
            if (random.chance(0.02)) reject(new StartRefused("there was no room for it"));
            else resolve(this.#started(job, worker));
          });
        }),
    };
  }

  /** What a worker that was killed has left running, ended by the next one on this machine. */
  #reapRemnants(): JobIdentity[] {
    const remnants = this.jobs.filter(({ of }) => !of.worker.isAlive);
    for (const job of remnants) job.kill();
    return remnants.map(({ of }) => ({
      flowRunId: of.runId,
      fence: of.fence,
      program: of.program,
      worker: of.worker.name,
      attempt: 0,
    }));
  }

  #started({ identity }: JobToStart, worker: Process): JobHandle {
    const { flowRunId: runId, fence, program } = identity;
    const job = new Job({ runId, fence, program, worker }, { ...this.parts, machine: this });
    this.#jobs.push(job);
    this.parts.onJob(job);
    const told = (tell: () => void) => void worker.after(this.parts.random.between(0.1, 5), tell);
    return {
      id: `pid of ${job.process.name}`,
      output: NO_OUTPUT,
      ended: new Promise((resolve) => job.onEnd((end) => told(() => resolve(end)))),
      interrupt: async () => job.terminate(),
      kill: () =>
        new Promise((resolve) => {
          job.onEnd(() => told(resolve));
          job.kill();
        }),
    };
  }
}

const NO_OUTPUT: AsyncIterable<OutputChunk> = {
  async *[Symbol.asyncIterator]() {
    // Nothing is written.
  },
};
