import { type ChildProcess, spawn } from "node:child_process";
import { EventEmitter, once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { FleetEvent, FleetSettings } from "./fleet-process.js";

const PROCESS = fileURLToPath(new URL("./fleet-process.ts", import.meta.url));
const TSX = fileURLToPath(import.meta.resolve("tsx"));

/** Sockets one process can hold under the usual limits of open files. */
const MOST_PER_PROCESS = 2500;

export interface FleetOptions {
  readonly apiUrl: string;
  readonly workers: number;
  /** Workers that are started in a second. */
  readonly perSecond: number;
}

export interface Assignment {
  readonly worker: number;
  readonly at: number;
}

/** Workers in processes of their own, and what they have told. Instants are those of `instant()`. */
export class Fleet {
  /** Who is welcome now, and since when. */
  readonly up = new Map<number, number>();
  readonly #assignments = new Map<string, Assignment>();
  readonly #troubles = new Map<string, number>();
  readonly #told = new EventEmitter();
  readonly #processes: readonly ChildProcess[];

  constructor({ apiUrl, workers, perSecond }: FleetOptions) {
    const processes = Math.ceil(workers / MOST_PER_PROCESS);
    this.#processes = Array.from({ length: processes }, (_, index) => {
      const first = Math.floor((workers * index) / processes);
      const count = Math.floor((workers * (index + 1)) / processes) - first;
      return this.#spawn({ apiUrl, first, count, perSecond: perSecond / processes });
    });
  }

  /** Connections that could not be opened or have ended, as the workers tell them: the first of each row of failures. */
  get troubles(): number {
    return [...this.#troubles.values()].reduce((sum, times) => sum + times, 0);
  }

  async untilUp(workers: number, withinMs: number): Promise<void> {
    await this.#until(
      () => this.up.size >= workers,
      withinMs,
      () => `${this.up.size} of ${workers} workers are welcome`,
    );
  }

  async untilDown(withinMs: number): Promise<void> {
    await this.#until(
      () => this.up.size === 0,
      withinMs,
      () => `${this.up.size} workers are still connected`,
    );
  }

  async assignmentOf(run: string, withinMs: number): Promise<Assignment> {
    await this.#until(
      () => this.#assignments.has(run),
      withinMs,
      () => `run ${run} was assigned to nobody`,
    );
    return this.#assignments.get(run)!;
  }

  async stop(): Promise<void> {
    await Promise.all(
      this.#processes.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        child.kill("SIGKILL"); // what starts nothing also ends nothing
        await once(child, "exit");
      }),
    );
  }

  #spawn(settings: FleetSettings): ChildProcess {
    const args = ["--import", TSX, PROCESS, JSON.stringify(settings)];
    const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
    createInterface({ input: child.stdout }).on("line", (line) => this.#take(JSON.parse(line) as FleetEvent));
    return child;
  }

  #take(event: FleetEvent): void {
    if (event.event === "up") this.up.set(event.worker, event.at);
    else if (event.event === "down") this.up.delete(event.worker);
    else if (event.event === "assigned") this.#assignments.set(event.run, event);
    else this.#troubles.set(event.reason, (this.#troubles.get(event.reason) ?? 0) + 1);
    this.#told.emit("event");
  }

  async #until(isReached: () => boolean, withinMs: number, state: () => string): Promise<void> {
    const signal = AbortSignal.timeout(withinMs);
    while (!isReached()) {
      try {
        await once(this.#told, "event", { signal });
      } catch {
        const troubles = [...this.#troubles].map(([reason, times]) => `${times} x ${reason}`).join("; ");
        throw new Error(`After ${withinMs / 1000} s ${state()}. ${troubles || "Nobody told of trouble."}`);
      }
    }
  }
}
