import { deliverLeftovers, Outbox, type Disk, type OutboxMachine, type SendBatch } from "kedge/outbox";
import type { ReportReply } from "kedge/contract";
import { SimulatedDisk } from "../../../sdk/src/outbox/testing/simulated-disk.js";
import { EPOCH_MS } from "../kernel/ambient.js";
import type { Kernel } from "../kernel/kernel.js";
import { Process } from "../kernel/process.js";
import type { Random } from "../kernel/random.js";
import type { Network } from "../network.js";
import type { Machine } from "./machine.js";

/** Told of what happens to reports on this machine; the checks listen. */
export interface ReportListener {
  /** Under which seq of which spool a text was taken. */
  taken(spool: number, seq: number, text: string): void;
  durable(spool: number, seq: number): void;
  /** From now on the disk of these spools may have lost anything. */
  damaged(spools: readonly number[]): void;
}

export interface ReportingHostParts {
  readonly kernel: Kernel;
  readonly network: Network;
  readonly random: Random;
  readonly machine: Machine;
  readonly untilMs: number;
  readonly disk: (disk: Disk) => Disk;
  readonly listener: ReportListener;
  /** A number of its own for each process. */
  readonly nextSpool: () => number;
}

const ROOT = "/outbox";
const API_URL = "http://plane";

/**
 * A program on a worker's machine that reports through the real outbox, on a disk that forgets what was not synced: it is
 * killed and its machine loses power, and the next one delivers what it left.
 */
export class ReportingHost {
  readonly #disk = new SimulatedDisk();
  readonly #spools: number[] = [];
  #pid = 0;
  #process: Process | undefined;

  private constructor(private readonly parts: ReportingHostParts) {
    this.#disk.random = parts.random.next;
  }

  static start(parts: ReportingHostParts): void {
    new ReportingHost(parts).#start();
  }

  #start(): void {
    const { kernel, machine, random, untilMs } = this.parts;
    this.#pid += 1;
    const process = new Process(kernel, `reporter ${machine.name}.${this.#pid}`);
    this.#process = process;
    void this.#report(process);
    const life = random.exponential(40_000);
    if (kernel.now + life < untilMs) process.after(life, () => this.#strike());
  }

  /** Ends the process as a kill does, or the whole machine; sometimes a bit on its disk has turned over when it is back. */
  #strike(): void {
    const { kernel, random } = this.parts;
    const isPowerCut = random.chance(0.6);
    kernel.trace.add(`! ${this.#process!.name} ${isPowerCut ? "loses its power" : "is killed"}`);
    this.#process!.end();
    if (isPowerCut) this.#disk.cutPower();
    else this.#disk.killProcess();
    if (random.chance(0.3)) this.#flipBit();
    kernel.after(random.between(200, 5000), () => this.#start());
  }

  #flipBit(): void {
    const { random, kernel, listener } = this.parts;
    const spools = this.#disk.paths.filter((path) => path.endsWith(".spool"));
    if (spools.length === 0) return;
    listener.damaged(this.#spools);
    kernel.trace.add("! a bit on the disk turns over");
    this.#disk.corrupt(random.pick(spools), (bytes) => {
      if (bytes.length > 0) bytes[random.whole(0, bytes.length - 1)]! ^= 1 << random.whole(0, 7);
      return bytes;
    });
  }

  async #report(process: Process): Promise<void> {
    const { random, untilMs, kernel, listener } = this.parts;
    const machine = this.#machine(process);
    const send = this.#sender(process);
    const note = { apiUrl: API_URL, flowRunId: null };
    const outbox = new Outbox({ root: ROOT, note, send, machine, limits: { segmentBytes: 600 }, onTrouble: () => {} });
    const signal = new AbortController().signal;
    void deliverLeftovers({ root: ROOT, apiUrl: API_URL, send, signal, machine }).catch(() => {});
    const spool = this.parts.nextSpool();
    this.#spools.push(spool);
    for (let i = 1; kernel.now < untilMs; i++) {
      const text = `${process.name} says ${i}`;
      const at = new Date(EPOCH_MS).toISOString();
      const report = { kind: "log", line: { name: "r", level: 20, message: text, timestamp: at } } as const;
      const { seq, durable } = outbox.propose(report, false);
      listener.taken(spool, seq, text);
      void durable.then(() => listener.durable(spool, seq));
      await machine.wait(random.exponential(3000));
    }
  }

  #machine(process: Process): OutboxMachine {
    const { kernel, random, disk } = this.parts;
    const self = { pid: this.#pid, bootId: "boot", started: null };
    return {
      disk: disk(this.#disk.asProcess()),
      processes: { self, isAlive: ({ pid }) => pid === self.pid && process.isAlive },
      now: () => EPOCH_MS + kernel.now,
      random: random.next,
      wait: (ms, signal) =>
        new Promise((resolve) => {
          const done = () => (timer.cancel(), signal?.removeEventListener("abort", done), resolve());
          const timer = process.after(ms, done);
          if (signal?.aborted) done();
          else signal?.addEventListener("abort", done);
        }),
    };
  }

  #sender(caller: Process): SendBatch {
    const { network, machine } = this.parts;
    return async ({ spoolId, firstSeq, payloads }) => {
      const body = { spool: spoolId, firstSeq, payloads: payloads.map((payload) => payload.toString()) };
      const request = { caller, link: machine.link, operation: "sendReports", params: {}, fence: undefined };
      return (await network.call({ ...request, body, signal: undefined })) as ReportReply;
    };
  }
}
