import type { Clock } from "../clock.js";
import type { WorkerLog } from "../log.js";
import { Connection, type Answer, type ConnectionOptions, type Ending } from "./connection.js";

export interface ChannelOptions extends Omit<ConnectionOptions, "hello" | "signal"> {
  /** Made anew for each connection: the session and the free slots are the present ones. */
  readonly hello: () => ConnectionOptions["hello"];
  /** Told when the channel has come up or gone. */
  readonly onChange: (isUp: boolean) => void;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: WorkerLog;
}

const FIRST_RETRY_MS = 500;
/** After an outage the last worker is back in about as much time again; with 2 it was twice as much. */
const RETRY_GROWTH = 1.5;
const LONGEST_RETRY_MS = 30_000;

/** Keeps one connection to the plane for as long as it can be had; while there is none, the worker polls. */
export class Channel {
  #connection: Connection | null = null;
  #isSettled = false;
  #onSettled: (() => void)[] = [];

  constructor(private readonly options: ChannelOptions) {}

  get isUp(): boolean {
    return this.#connection !== null;
  }

  /** Resolves when the first try to connect has come to something, whatever it was. */
  async settled(): Promise<void> {
    if (!this.#isSettled) await new Promise<void>((resolve) => this.#onSettled.push(resolve));
  }

  /** null: not over the channel, ask over REST. */
  call(...request: Parameters<Connection["call"]>): Promise<Answer> | null {
    return this.#connection?.call(...request) ?? null;
  }

  count(endedRunId?: string): void {
    this.#connection?.count(endedRunId);
  }

  async drain(): Promise<void> {
    await this.#connection?.drain();
  }

  /**
   * Connects, and connects again, until `signal` aborts; then lets the connection go. The pauses have full jitter: workers
   * that lost the same server do not come back in the same instant.
   */
  async keep(signal: AbortSignal): Promise<void> {
    const { clock, random, log } = this.options;
    for (let failures = 0; !signal.aborted;) {
      const opened = await Connection.open({ ...this.options, hello: this.options.hello(), signal });
      let ending: Ending;
      if (opened instanceof Connection) {
        if (failures > 0) log.info("The channel to the plane is open again");
        failures = 0;
        ending = await this.#hold(opened, signal);
      } else {
        ending = opened;
      }
      this.#settle();
      if (signal.aborted) return;
      if (failures === 0)
        log.warn("There is no channel to the plane; polling until there is", { reason: ending.reason });
      const pause = Math.min(FIRST_RETRY_MS * RETRY_GROWTH ** failures++, LONGEST_RETRY_MS) * random();
      await clock.wait(Math.max(pause, ending.retryAfterMs ?? 0), signal);
    }
  }

  async #hold(connection: Connection, signal: AbortSignal): Promise<Ending> {
    this.#connection = connection;
    this.#settle();
    this.options.onChange(true);
    // Slots may have changed between hello and welcome.
    connection.count();
    const close = () => connection.close();
    signal.addEventListener("abort", close);
    const ending = await connection.ended;
    signal.removeEventListener("abort", close);
    this.#connection = null;
    this.options.onChange(false);
    return ending;
  }

  #settle(): void {
    this.#isSettled = true;
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }
}
