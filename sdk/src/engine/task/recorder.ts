import { type BatchLimits, BatchSender, type Client } from "../../client/index.js";
import { isTerminal, recordTaskRuns, type BodyInputOf } from "../../contract/index.js";

export type TaskRunRecord = BodyInputOf<typeof recordTaskRuns>[number];

export interface RecorderLimits extends BatchLimits {
  /** Above this many waiting records queued tasks wait to start, unless the plane is away. */
  readonly pauseRecords: number;
  /** Records held while the plane takes none. Beyond it only final states are held. */
  readonly bufferRecords: number;
  readonly bufferFinalRecords: number;
}

export const DEFAULT_RECORDER_LIMITS: RecorderLimits = {
  lingerMillis: 250,
  worthItems: 1000,
  batchItems: 5000,
  batchBytes: 4_000_000,
  pauseRecords: 100_000,
  bufferRecords: 200_000,
  bufferFinalRecords: 400_000,
};

const RECORD_OVERHEAD_BYTES = 500;

/**
 * Tells the plane the states of task runs, which this process decides. Records carry ids and timestamps of their own, so
 * a batch may be repeated after a lost answer, and no task that runs ever waits for one.
 */
export class TaskRunRecorder {
  readonly #sender: BatchSender<TaskRunRecord>;
  readonly #limits: RecorderLimits;
  readonly #report: (problem: string) => void;
  #dropped = 0;

  /** `report` tells the user, on stderr, what could not be recorded. */
  constructor(client: Client, report: (problem: string) => void, limits: Partial<RecorderLimits> = {}) {
    this.#limits = { ...DEFAULT_RECORDER_LIMITS, ...limits };
    this.#report = report;
    this.#sender = new BatchSender({
      limits: this.#limits,
      bytesOf: (record) => RECORD_OVERHEAD_BYTES + (record.state.message?.length ?? 0),
      send: (batch) => client.call(recordTaskRuns, { body: [...batch] }),
      onLost: (records, error) => report(`${records.length} task run states could not be recorded. ${String(error)}`),
    });
  }

  push(record: TaskRunRecord): void {
    const { bufferRecords, bufferFinalRecords } = this.#limits;
    if (this.#sender.waiting >= (isTerminal(record.state.type) ? bufferFinalRecords : bufferRecords)) {
      this.#dropped += 1;
      return;
    }
    this.#sender.push(record);
  }

  /** Undefined when a queued task may start; else a promise of it. Only a plane that is slow, never one that is away, delays. */
  room(): Promise<void> | undefined {
    return this.#sender.whenBelow(this.#limits.pauseRecords);
  }

  takeWaiting(): readonly TaskRunRecord[] {
    return this.#sender.takeWaiting();
  }

  async flush(): Promise<void> {
    await this.#sender.flush();
    if (this.#dropped > 0) this.#report(`${this.#dropped} task run states were left out: the server took none.`);
    this.#dropped = 0;
  }
}
