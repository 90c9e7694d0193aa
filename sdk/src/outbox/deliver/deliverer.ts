import type { ReportOutcome, ReportReply } from "../../contract/index.js";
import type { Backlog } from "../spool/backlog.js";
import { RecordType, type SpoolRecord } from "../spool/record.js";

/** A stretch of a spool on its way; payloads are reports as JSON text. */
export interface OutgoingBatch {
  readonly spoolId: string;
  readonly firstSeq: number;
  readonly payloads: readonly Buffer[];
}

export type SendBatch = (batch: OutgoingBatch) => Promise<ReportReply>;

export interface DelivererOptions {
  readonly backlog: Backlog;
  /** Up to where the plane is known to have it. */
  readonly start?: number;
  readonly send: SendBatch;
  /** What the plane will never take says so by this: those reports are told as missing, with the reason. */
  readonly refusalOf: (error: unknown) => string | undefined;
  readonly describeRefusal: (count: number, reason: string) => Buffer;
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
  readonly onOutcome?: (outcome: ReportOutcome) => void;
  /** Told once when the plane stops answering. */
  readonly onAway?: (error: unknown) => void;
  readonly onBack?: () => void;
}

interface Waiting {
  readonly resolve: (outcome: ReportOutcome | undefined) => void;
  readonly isPatient: boolean;
}

/** What one request carries at most. */
const LIMITS = { records: 2000, bytes: 2 * 2 ** 20 };
/** What nobody waits for goes out after this, together with what came meanwhile. */
const LINGER_MILLIS = 250;
const WORTH_A_REQUEST = 1000;
const FIRST_BACKOFF_MILLIS = 500;
const LONGEST_BACKOFF_MILLIS = 30_000;

/**
 * Sends a backlog in its order, one request at a time, for as long as it takes. The plane knows what it has by the seqs, so
 * that a request whose answer was lost is simply made again.
 */
export class Deliverer {
  readonly #options: DelivererOptions;
  #acknowledged: number;
  #isAway = false;
  #stopped = new AbortController();
  #urgent = new AbortController();
  /** Ends the rest before the next try. */
  #impatient = new AbortController();
  #running: Promise<void> | undefined;
  readonly #answers = new Map<number, Waiting>();
  #onSettled: (() => void)[] = [];

  constructor(options: DelivererOptions) {
    this.#options = options;
    this.#acknowledged = options.start ?? 0;
  }

  get isAway(): boolean {
    return this.#isAway;
  }

  get isDone(): boolean {
    return this.#acknowledged >= this.#options.backlog.end;
  }

  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** There is something to send; at once, when somebody waits for it. */
  wake(isUrgent: boolean): void {
    if (isUrgent) this.#urgent.abort();
    this.#running ??= this.#run();
  }

  /**
   * The plane's answer to a report; undefined when the deliverer is stopped before it comes, and unless `isPatient` as soon as
   * the plane is known to be away.
   */
  answerTo(seq: number, isPatient: boolean): Promise<ReportOutcome | undefined> {
    return new Promise((resolve) => {
      this.#answers.set(seq, { resolve, isPatient });
      if (this.#isAway) this.#giveUpWaiting(false);
    });
  }

  /** Resolves when the plane has everything, or as soon as it is known to be away; then it is tried on. */
  async settled(): Promise<void> {
    while (!this.isDone && !this.#isAway && !this.#stopped.signal.aborted) {
      this.wake(true);
      await new Promise<void>((resolve) => this.#onSettled.push(resolve));
    }
  }

  /** Tries at once what would be tried later, for the plane may be back; resolves when that try has ended either way. */
  async tryNow(): Promise<void> {
    if (this.isDone || this.#stopped.signal.aborted) return;
    this.#impatient.abort();
    this.wake(true);
    await new Promise<void>((resolve) => this.#onSettled.push(resolve));
  }

  /** Resolves when the plane has everything, or `signal` aborts. */
  async done(signal: AbortSignal): Promise<void> {
    while (!this.isDone && !signal.aborted && !this.#stopped.signal.aborted) {
      this.wake(true);
      await new Promise<void>((resolve) => {
        // The signal may live as long as a worker: nothing is left on it.
        const done = () => {
          signal.removeEventListener("abort", done);
          resolve();
        };
        this.#onSettled.push(done);
        signal.addEventListener("abort", done);
      });
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    this.#urgent.abort();
    this.#giveUpWaiting(true);
    this.#announce();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    for (let failures = 0; !signal.aborted;) {
      try {
        const records = await this.#next();
        if (records.length === 0) return this.#rest();
        await this.#deliver(records);
        failures = 0;
        this.#noteBack();
      } catch (error) {
        this.#noteAway(error);
        const longest = Math.min(FIRST_BACKOFF_MILLIS * 2 ** failures++, LONGEST_BACKOFF_MILLIS);
        const impatient = (this.#impatient = new AbortController());
        const rest = longest * (0.5 + this.#options.random() / 2);
        await this.#options.wait(rest, AbortSignal.any([signal, impatient.signal]));
      }
    }
  }

  /** Ends the loop; the next report begins another. */
  #rest(): void {
    this.#running = undefined;
    this.#announce();
    if (!this.isDone && !this.#stopped.signal.aborted) this.wake(false);
  }

  async #next(): Promise<readonly SpoolRecord[]> {
    const { backlog, wait } = this.#options;
    const waiting = backlog.end - this.#acknowledged;
    const urgent = this.#urgent;
    if (waiting <= 0) {
      // What was urgent has arrived: it shall not hurry what comes next.
      if (urgent.signal.aborted) this.#urgent = new AbortController();
      return [];
    }
    if (waiting < WORTH_A_REQUEST && !this.#isAway) await wait(LINGER_MILLIS, urgent.signal);
    if (urgent.signal.aborted) this.#urgent = new AbortController();
    return backlog.readAfter(this.#acknowledged, LIMITS);
  }

  async #deliver(records: readonly SpoolRecord[]): Promise<void> {
    try {
      await this.#send(records);
    } catch (error) {
      const reason = this.#options.refusalOf(error);
      if (reason === undefined) throw error;
      if (records.length === 1) return this.#send([this.#refused(records[0]!, reason)]);
      const middle = records.length >> 1;
      await this.#deliver(records.slice(0, middle));
      await this.#deliver(records.slice(middle));
    }
  }

  /** A report that no plane takes must not hold up those behind it. */
  #refused({ seq, span }: SpoolRecord, reason: string): SpoolRecord {
    return { type: RecordType.MISSING, seq, span, payload: this.#options.describeRefusal(span, reason) };
  }

  async #send(records: readonly SpoolRecord[]): Promise<void> {
    const { backlog, send, onOutcome } = this.#options;
    const payloads = records.map(({ payload }) => payload);
    const { acknowledged, outcomes } = await send({ spoolId: backlog.id, firstSeq: records[0]!.seq, payloads });
    const last = records.at(-1)!;
    for (const outcome of outcomes) {
      const answer = this.#answers.get(outcome.seq);
      this.#answers.delete(outcome.seq);
      if (answer !== undefined) answer.resolve(outcome);
      else onOutcome?.(outcome);
    }
    // A plane that was restored from a backup knows less than it has acknowledged; what is gone cannot be sent again.
    this.#acknowledged = Math.max(this.#acknowledged, Math.min(acknowledged, last.seq + last.span - 1));
    await backlog.acknowledge(this.#acknowledged).catch(() => {
      // A disk that takes no cursor: what it still has is sent again one day, and known by its seq.
    });
    this.#announce();
  }

  #noteAway(error: unknown): void {
    if (!this.#isAway) this.#options.onAway?.(error);
    this.#isAway = true;
    this.#giveUpWaiting(false);
    this.#announce();
  }

  #noteBack(): void {
    if (this.#isAway) this.#options.onBack?.();
    this.#isAway = false;
  }

  #giveUpWaiting(evenPatient: boolean): void {
    for (const [seq, { resolve, isPatient }] of this.#answers) {
      if (isPatient && !evenPatient) continue;
      this.#answers.delete(seq);
      resolve(undefined);
    }
  }

  #announce(): void {
    for (const resolve of this.#onSettled.splice(0)) resolve();
  }
}
