import { formatMicros, LogLevel, type Micros } from "kedge/contract";
import type { Clock } from "./clock.js";

export interface LogLine {
  readonly level: number;
  readonly message: string;
  /** Strictly increasing within a stream, so that the order survives any sorting by time. */
  readonly timestamp: string;
}

export interface LogStreamerOptions {
  /** Stores one batch. Called for one batch at a time; the next waits for the answer, so order holds. */
  readonly send: (batch: readonly LogLine[], signal: AbortSignal) => Promise<void>;
  /** Whether a failed batch is worth sending again. What is not is left out and counted. */
  readonly isOutage: (error: unknown) => boolean;
  /** Told once per outage, and of each batch that is given up. */
  readonly onFailure: (error: unknown) => void;
  readonly clock: Clock;
}

/** Lines wait this long for company, so that a chatty program costs ten requests a second and not thousands. */
const LINGER_MS = 100;
const BATCH_LINES = 500;
/** Well below the plane's bound of a body, whatever the characters take as JSON. */
const BATCH_CHARACTERS = 1_000_000;
const QUEUE_LINES = 5000;
const QUEUE_CHARACTERS = 4_000_000;
const RETRY_MS = 2000;

/**
 * Lines in, ordered batches out, through a queue with a bound. A slow plane holds the writer back. An unreachable one must
 * not stop a run in its print, so during an outage the oldest waiting lines go, and one line says how many.
 */
export class LogStreamer {
  readonly #options: LogStreamerOptions;
  readonly #queue: LogLine[] = [];
  readonly #closing = new AbortController();
  readonly #abandoned = new AbortController();
  #characters = 0;
  #lastStamp: Micros = 0;
  #lost = NOTHING_LOST;
  #failing = false;
  #sending: Promise<void> | undefined;
  #onRoom: (() => void)[] = [];

  constructor(options: LogStreamerOptions) {
    this.#options = options;
  }

  /** Resolves when there is room for the next line. */
  async push(level: number, message: string): Promise<void> {
    if (this.#abandoned.signal.aborted) return;
    this.#queue.push({ level, message, timestamp: this.#nextStamp() });
    this.#characters += message.length;
    this.#sending ??= this.#sendAll();
    while (this.#isFull()) {
      if (this.#failing) this.#dropOldest();
      else await new Promise<void>((resolve) => this.#onRoom.push(resolve));
    }
  }

  /** Sends what is left; resolves when it is stored, or after `withinMs`, when the rest is let go. */
  async close(withinMs: number): Promise<void> {
    this.#closing.abort();
    const sent = new AbortController();
    const abandoning = this.#options.clock.wait(withinMs, sent.signal).then(() => {
      if (!sent.signal.aborted) this.abandon();
    });
    await this.#sending;
    sent.abort();
    await abandoning;
  }

  /** Stops sending at once: what waits, and what still comes, is let go. */
  abandon(): void {
    this.#abandoned.abort();
    this.#queue.length = 0;
    this.#characters = 0;
    this.#announceRoom();
  }

  async #sendAll(): Promise<void> {
    while (this.#queue.length > 0 || this.#lost.lines > 0) {
      if (this.#queue.length < BATCH_LINES) await this.#options.clock.wait(LINGER_MS, this.#closing.signal);
      const gap = this.#lost;
      this.#lost = NOTHING_LOST;
      await this.#sendBatch(gap, this.#takeBatch());
      this.#announceRoom();
    }
    this.#sending = undefined;
  }

  async #sendBatch(gap: Gap, lines: readonly LogLine[]): Promise<void> {
    const { send, isOutage, onFailure, clock } = this.#options;
    const { signal } = this.#abandoned;
    while (!signal.aborted) {
      try {
        await send(gap.lines > 0 ? [noteOf(gap), ...lines] : lines, signal);
        this.#failing = false;
        return;
      } catch (error) {
        if (signal.aborted) return;
        if (!this.#failing) onFailure(error);
        if (!isOutage(error)) return this.#countAsLost(gap, lines);
        this.#failing = true;
        this.#announceRoom();
        await clock.wait(RETRY_MS, signal);
      }
    }
  }

  /** A note that is refused on its own is let go, or it would be sent again for ever. */
  #countAsLost(gap: Gap, lines: readonly LogLine[]): void {
    const last = lines.at(-1);
    if (last !== undefined) this.#lost = { lines: gap.lines + lines.length, until: last.timestamp };
  }

  #takeBatch(): LogLine[] {
    const batch: LogLine[] = [];
    for (let characters = 0; batch.length < BATCH_LINES && characters < BATCH_CHARACTERS;) {
      const line = this.#queue.shift();
      if (line === undefined) break;
      characters += line.message.length;
      this.#characters -= line.message.length;
      batch.push(line);
    }
    return batch;
  }

  #isFull(): boolean {
    return this.#queue.length > QUEUE_LINES || this.#characters > QUEUE_CHARACTERS;
  }

  #dropOldest(): void {
    const line = this.#queue.shift();
    if (line === undefined) return;
    this.#characters -= line.message.length;
    this.#lost = { lines: this.#lost.lines + 1, until: line.timestamp };
  }

  #announceRoom(): void {
    for (const resolve of this.#onRoom.splice(0)) resolve();
  }

  #nextStamp(): string {
    this.#lastStamp = Math.max(this.#lastStamp + 1, this.#options.clock.now());
    return formatMicros(this.#lastStamp);
  }
}

/** Lines that were lost before the head of the queue, and when the last of them was written. */
interface Gap {
  readonly lines: number;
  readonly until: string;
}

const NOTHING_LOST: Gap = { lines: 0, until: "" };

function noteOf({ lines, until }: Gap): LogLine {
  const message = `${lines} lines of output are missing here: they could not be stored.`;
  return { level: LogLevel.WARNING, message, timestamp: until };
}
