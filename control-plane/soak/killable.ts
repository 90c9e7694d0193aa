import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

/** A process that is ended without warning and started again, as often as somebody wants. */
export class Killable {
  #child: ChildProcess | null = null;

  /** @param program the entry; what it prints first says that it is ready. */
  constructor(
    readonly name: string,
    private readonly program: URL,
    private readonly settings: () => object,
  ) {}

  get isUp(): boolean {
    return this.#child !== null;
  }

  /** Starts it, again for as long as it ends before it is ready: a worker does when it finds no server. */
  async restart(): Promise<void> {
    while (!this.isUp) await this.start().catch(() => {});
  }

  /** Answers its first line. */
  async start(): Promise<string> {
    const entry = fileURLToPath(this.program);
    const child = spawn(process.execPath, ["--import", "tsx", entry, JSON.stringify(this.settings())], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    this.#child = child;
    child.once("exit", () => {
      if (this.#child === child) this.#child = null;
    });
    const { value, done } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
    if (done) throw new Error(`${this.name} ended before it was ready`);
    return value;
  }

  async kill(): Promise<void> {
    const child = this.#child;
    if (child === null) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  }

  /** Holds it where it stands, as a machine does that swaps or sleeps. */
  pause(): void {
    this.#child?.kill("SIGSTOP");
  }

  resume(): void {
    this.#child?.kill("SIGCONT");
  }
}
