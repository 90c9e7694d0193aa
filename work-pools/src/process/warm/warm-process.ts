import { spawn } from "node:child_process";
import type { Socket } from "node:net";
import { type Assignment, CHANNEL_FD, type Reply, READY, TAKEN } from "kedge/warm-protocol";
import type { Environment } from "../environment.js";
import { signalGroup } from "../process-tree.js";
import { type Child, type StartedProcess, watchProcess } from "../started-process.js";

/** An idle process answers at once; one that does not is stopped or swapped out, and a new one is there sooner. */
const TAKEN_WITHIN_MS = 5000;

/**
 * A process that has loaded the SDK and waits for its one run. It ends when the channel to it closes, and so with the
 * worker, however that ends. Until it has its run it does not keep the worker's process alive.
 */
export class WarmProcess {
  /** Whether it came to wait for a run; false when it ended before, or is of a release that we do not understand. */
  readonly ready: Promise<boolean>;
  /** Resolves when it is gone; also when it could not be started. */
  readonly gone: Promise<void>;
  readonly #process: StartedProcess;
  readonly #channel: Socket;
  readonly #taken: Promise<boolean>;

  constructor(program: string, args: readonly string[], environment: Environment) {
    const child = spawn(process.execPath, ["--enable-source-maps", program, ...args], {
      // Its run brings its own directory; until then it must not hold one that somebody wants to remove.
      cwd: "/",
      env: environment,
      detached: true,
      stdio: ["ignore", "pipe", "pipe", "pipe"],
    }) as unknown as Child;
    // Out of file descriptors, there are no pipes at all.
    if (child.stdio?.[CHANNEL_FD] === undefined) throw new Error("the system has no more file descriptors");
    this.#channel = child.stdio[CHANNEL_FD] as Socket;
    // Broken by the end of the process, which is what is listened for.
    this.#channel.on("error", () => {});
    this.ready = replied(this.#channel, READY);
    this.#taken = replied(this.#channel, TAKEN);
    const failed = new Promise<void>((resolve) => child.once("error", () => resolve()));
    this.#process = watchProcess(child);
    this.gone = Promise.race([this.#process.exited.then(() => {}), failed]);
    this.#hold("unref");
  }

  get pid(): number {
    return this.#process.child.pid;
  }

  /** Gives it its run. Undefined when it did not take it: then it is gone, and nothing of the run has happened. */
  async assign(assignment: Assignment): Promise<StartedProcess | undefined> {
    this.#hold("ref");
    this.#channel.write(`${JSON.stringify(assignment)}\n`);
    const overdue = setTimeout(() => this.#kill(), TAKEN_WITHIN_MS);
    const taken = await this.#taken;
    clearTimeout(overdue);
    if (taken) return this.#process;
    await this.discard();
    return undefined;
  }

  /** Ends it, with the little it has done; resolves when it is gone. */
  async discard(): Promise<void> {
    this.#kill();
    await this.gone;
    this.#channel.destroy();
    this.#process.child.stdout.destroy();
    this.#process.child.stderr.destroy();
  }

  #kill(): void {
    const { pid } = this.#process.child;
    if (pid !== undefined && this.#isRunning()) signalGroup(pid, "SIGKILL");
  }

  #isRunning(): boolean {
    const { exitCode, signalCode } = this.#process.child;
    return exitCode === null && signalCode === null;
  }

  #hold(how: "ref" | "unref"): void {
    const { child } = this.#process;
    for (const handle of [child, this.#channel, child.stdout as Socket, child.stderr as Socket]) handle[how]();
  }
}

/** Resolves when this line has come, or false when the channel is closed without it. */
function replied(channel: Socket, reply: Reply): Promise<boolean> {
  return new Promise((resolve) => {
    let text = "";
    channel.on("data", (bytes: Buffer) => {
      text += bytes.toString();
      if (text.split("\n").slice(0, -1).includes(reply)) resolve(true);
    });
    channel.once("close", () => resolve(false));
  });
}
