import { type BatchLimits, BatchSender, type Client } from "../client/index.js";
import { nowTimestamp } from "../clock.js";
import { createLogs, LogLevel, type LogCreate } from "../contract/index.js";
import { sendable } from "./sendable.js";

export interface LogLimits extends BatchLimits {
  /** Lines held while the plane takes none. Beyond it lines are counted and dropped, and a line says how many. */
  readonly bufferLines: number;
  readonly bufferBytes: number;
}

export const DEFAULT_LOG_LIMITS: LogLimits = {
  lingerMillis: 2000,
  worthItems: 1000,
  batchItems: 1000,
  batchBytes: 1_000_000,
  bufferLines: 50_000,
  bufferBytes: 32_000_000,
};

/** Ids, name, level and timestamp of one line as JSON. */
const LINE_OVERHEAD_BYTES = 200;

/** Streams the log lines of runs to the plane, in order. */
export class LogSender {
  readonly #sender: BatchSender<LogCreate>;
  readonly #limits: LogLimits;
  readonly #report: (problem: string) => void;
  #dropped = 0;
  /** Whose run a gap at the end belongs to. */
  #last: LogCreate | undefined;

  /** `report` tells the user, on stderr, what could not be sent. */
  constructor(client: Client, report: (problem: string) => void, limits: Partial<LogLimits> = {}) {
    this.#limits = { ...DEFAULT_LOG_LIMITS, ...limits };
    this.#report = report;
    this.#sender = new BatchSender({
      limits: this.#limits,
      bytesOf: (line) => LINE_OVERHEAD_BYTES + line.message.length,
      send: (batch) => client.call(createLogs, { body: [...batch] }),
      onLost: (lines, error) => report(`${lines.length} log lines could not be sent. ${String(error)}`),
    });
  }

  push(line: LogCreate): void {
    if (this.#sender.waiting >= this.#limits.bufferLines || this.#sender.waitingBytes >= this.#limits.bufferBytes) {
      this.#dropped += 1;
      return;
    }
    this.#markLoss(line);
    this.#last = line;
    this.#sender.push({ ...line, message: sendable(line.message) });
  }

  takeWaiting(): readonly LogCreate[] {
    return this.#sender.takeWaiting();
  }

  async flush(): Promise<void> {
    await this.#sender.flush();
    if (this.#dropped === 0 || this.#last === undefined) return;
    this.#markLoss(this.#last);
    await this.#sender.flush();
  }

  /** The place of the gap, in the order of the lines, for whoever reads the log later. */
  #markLoss(beside: LogCreate): void {
    if (this.#dropped === 0) return;
    const message = `${this.#dropped} log lines were dropped here: the server did not take them fast enough.`;
    this.#dropped = 0;
    this.#report(message);
    this.#sender.push({ ...beside, level: LogLevel.WARNING, message, timestamp: nowTimestamp() });
  }
}
