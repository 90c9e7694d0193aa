import { setTimeout as timer } from "node:timers/promises";
import { type ReportInput, type ReportOutcome, uuidv7 } from "../contract/index.js";
import { Deliverer, type SendBatch } from "./deliver/deliverer.js";
import { batchText, refusalOf } from "./deliver/send-over-http.js";
import { lossOf, missing } from "./describe-loss.js";
import type { Disk } from "./disk/disk.js";
import { nodeDisk } from "./disk/node-disk.js";
import { type Processes, systemProcesses } from "./spool/processes.js";
import { MOST_PAYLOAD_BYTES, RecordType } from "./spool/record.js";
import { Spool, type SpoolLimits } from "./spool/spool.js";
import type { SpoolNote } from "./spool/spool-note.js";

export interface OutboxOptions {
  /** The folder that holds the spools of this machine, each in a folder of its own. */
  readonly root: string;
  readonly note: SpoolNote;
  readonly send: SendBatch;
  readonly limits?: Partial<SpoolLimits>;
  /** Told once when the disk stops taking reports, and once (undefined) when it takes them again. */
  readonly onTrouble: (problem: string | undefined) => void;
  readonly onAway?: (error: unknown) => void;
  readonly onBack?: () => void;
  /** What became of states that nobody waited for any more: they were decided here while the plane was away. */
  readonly onOutcome?: (outcome: ReportOutcome) => void;
  /** Disk, processes, time and randomness, for tests and simulations. */
  readonly machine?: Partial<OutboxMachine>;
}

export interface OutboxMachine {
  readonly disk: Disk;
  readonly processes: Processes;
  readonly now: () => number;
  readonly wait: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
  readonly random: () => number;
}

/** How long a state may be in memory alone while its request is under way. */
const UNSAVED_MILLIS = 50;

/**
 * Everything that a process has to report to the plane, in its order: written to the disk, sent as soon as the plane takes
 * it, and kept for as long as it does not.
 */
export class Outbox {
  readonly #spool: Spool;
  readonly #deliverer: Deliverer;
  readonly #wait: OutboxMachine["wait"];

  constructor(options: OutboxOptions) {
    const { root, note, send, limits = {}, onTrouble } = options;
    const { flowRunId } = note;
    const machine = { ...systemMachine(), ...options.machine };
    this.#wait = machine.wait;
    this.#spool = new Spool({
      ...machine,
      root,
      note,
      limits,
      onTrouble,
      id: uuidv7(),
      describeLoss: (count, dropped) => lossOf(count, dropped, flowRunId),
    });
    this.#deliverer = new Deliverer({
      ...machine,
      backlog: this.#spool,
      send,
      refusalOf,
      describeRefusal: (count, reason) => missing(count, reason, flowRunId === null ? [] : [flowRunId]),
      ...(options.onOutcome === undefined ? {} : { onOutcome: options.onOutcome }),
      ...(options.onAway === undefined ? {} : { onAway: options.onAway }),
      ...(options.onBack === undefined ? {} : { onBack: options.onBack }),
    });
  }

  /** Whether the plane did not answer when it was last tried. */
  get isAway(): boolean {
    return this.#deliverer.isAway;
  }

  /** Why whoever makes new work should make none; see `Spool.problem`. */
  problem(): Promise<string | undefined> {
    return this.#spool.problem();
  }

  /** How many reports the plane does not have yet. */
  get undelivered(): number {
    return this.#spool.end - this.#deliverer.acknowledged;
  }

  /** Takes a report that nobody waits for. Throws REPORT_TOO_LARGE. */
  push(report: ReportInput): void {
    this.#spool.append(report.kind === "log" ? RecordType.LOG : RecordType.STATE, payloadOf(report), false);
    this.#deliverer.wake(false);
  }

  /**
   * Takes a report and waits for what the plane makes of it. Unless `isPatient`, `answer` is undefined as soon as the plane is
   * known to be away; the report stays on its way, and is safe once `durable` has resolved.
   */
  propose(
    report: ReportInput,
    isPatient: boolean,
  ): { readonly seq: number; readonly answer: Promise<ReportOutcome | undefined>; readonly durable: Promise<void> } {
    const { seq, durable } = this.#spool.append(RecordType.STATE, payloadOf(report), false);
    const answer = this.#deliverer.answerTo(seq, isPatient);
    this.#deliverer.wake(true);
    void this.#saveUnlessAnswered(answer);
    return { seq, answer, durable };
  }

  /** What a plane at hand has taken by then needs no sync: those of the runs would wait for each other's, and for Postgres'. */
  async #saveUnlessAnswered(answer: Promise<unknown>): Promise<void> {
    const settled = new AbortController();
    void answer.then(() => settled.abort());
    await this.#wait(UNSAVED_MILLIS, settled.signal);
    this.#spool.hurry();
  }

  /** Undefined when there is room for more; else a promise of it, for producers that can pause. */
  room(): Promise<void> | undefined {
    return this.#spool.room();
  }

  /** Resolves when the plane has everything, or is known to be away and the disk has it. */
  async flush(): Promise<void> {
    await this.#deliverer.settled();
    if (!this.#deliverer.isDone) await this.#spool.flush();
  }

  /** Does not wait for the next try at a plane that was away; resolves when it has been made. */
  async tryNow(): Promise<void> {
    await this.#deliverer.tryNow();
  }

  /** Resolves when the plane has everything, or `signal` aborts. */
  async delivered(signal: AbortSignal): Promise<void> {
    await this.#deliverer.done(signal);
  }

  /**
   * For an exit handler, which cannot wait: the disk has everything when this returns. Answers the request that would deliver it,
   * undefined when there is nothing to deliver.
   */
  leave(report?: ReportInput): string | undefined {
    if (report !== undefined) this.#spool.append(RecordType.STATE, payloadOf(report), true);
    const records = this.#spool.recentAfter(this.#deliverer.acknowledged);
    this.#spool.flushNow();
    const [first] = records;
    if (first === undefined) return undefined;
    return batchText({ spoolId: this.#spool.id, firstSeq: first.seq, payloads: records.map(({ payload }) => payload) });
  }

  /** Leaves nothing on the disk when the plane has everything. The next report begins a folder anew. */
  async rest(): Promise<void> {
    await this.#spool.close();
  }

  async close(): Promise<void> {
    await this.#deliverer.stop();
    await this.#spool.close();
  }
}

export function systemMachine(): OutboxMachine {
  return {
    disk: nodeDisk,
    processes: systemProcesses(),
    now: Date.now,
    // What waits here never keeps a process alive: it waits for its end itself, and no longer than it would.
    wait: (milliseconds, signal) =>
      timer(milliseconds, undefined, { ref: true, ...(signal === undefined ? {} : { signal }) }).catch(() => undefined),
    random: Math.random,
  };
}

/** A long text is cut rather than lost with all that comes with it: a line, or the message of a state. */
function payloadOf(report: ReportInput): Buffer {
  const payload = Buffer.from(JSON.stringify(report));
  if (payload.length <= MOST_PAYLOAD_BYTES) return payload;
  return Buffer.from(JSON.stringify(shortened(report)));
}

const SHORT_TEXT = 100_000;

function shortened(report: ReportInput): ReportInput {
  const cut = (text: string) => (text.length > SHORT_TEXT ? `${text.slice(0, SHORT_TEXT)}… (cut)` : text);
  if (report.kind === "log") return { ...report, line: { ...report.line, message: cut(report.line.message) } };
  if (report.kind === "flow_run_state") {
    return { ...report, state: { ...report.state, message: cut(report.state.message ?? "") } };
  }
  if (report.kind !== "task_run") return report;
  const { record } = report;
  return { ...report, record: { ...record, state: { ...record.state, message: cut(record.state.message ?? "") } } };
}
