import { uuidv7 } from "../../contract/index.js";
import type { Backlog } from "../spool/backlog.js";
import { findLeftovers, Leftover } from "../spool/leftover.js";
import type { Processes } from "../spool/processes.js";
import type { RecordType } from "../spool/record.js";
import { Spool, type SpoolLimits } from "../spool/spool.js";
import { SimulatedDisk } from "./simulated-disk.js";

export const ROOT = "/outbox";

/** A machine whose disk is simulated and whose process can be ended: each life of it writes a spool of its own. */
export class Machine {
  readonly disk = new SimulatedDisk();
  readonly troubles: (string | undefined)[] = [];
  readonly #limits: Partial<SpoolLimits>;
  #pid = 1;
  spool: Spool;

  constructor(limits: Partial<SpoolLimits> = {}) {
    this.#limits = { lingerMillis: 0, ...limits };
    this.spool = this.#newSpool();
  }

  /** The process ends without a word, and another begins. */
  restart(how: "killed" | "power cut"): void {
    if (how === "killed") this.disk.killProcess();
    else this.disk.cutPower();
    // Of the dead process only its writing goes on, against a disk that refuses it; it shall end.
    void this.spool.close().catch(() => undefined);
    this.#pid += 1;
    this.spool = this.#newSpool();
  }

  async leftovers(): Promise<Leftover[]> {
    const options = {
      disk: this.disk.asProcess(),
      processes: this.#processes(),
      root: ROOT,
      describeLoss: lossOf,
    };
    const found: Leftover[] = [];
    for (const id of await findLeftovers(options)) {
      const leftover = await Leftover.open(options, id);
      if (leftover !== undefined) found.push(leftover);
    }
    return found;
  }

  #processes(): Processes {
    const self = { pid: this.#pid, bootId: "boot", started: null };
    return { self, isAlive: ({ pid }) => pid === self.pid };
  }

  #newSpool(): Spool {
    return new Spool({
      disk: this.disk.asProcess(),
      processes: this.#processes(),
      root: ROOT,
      id: uuidv7(),
      note: { apiUrl: "http://plane/api", flowRunId: null },
      limits: this.#limits,
      now: () => 0,
      wait: turn,
      describeLoss: lossOf,
      onTrouble: (problem) => void this.troubles.push(problem),
    });
  }
}

export const lossOf = (count: number) => Buffer.from(`${count} missing`);

/** One turn of the event loop: time for whatever can go on at once. */
export function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface Arrived {
  readonly type: RecordType;
  readonly seq: number;
  readonly span: number;
  readonly text: string;
}

/** What a plane does with batches: each seq once, in order, whatever is sent again. */
export class Receiver {
  readonly arrived = new Map<string, Arrived[]>();
  readonly #marks = new Map<string, number>();

  mark(id: string): number {
    return this.#marks.get(id) ?? 0;
  }

  /** A full disk has no room for the cursor: what was delivered is sent again one day, as the deliverer has it. */
  async acknowledge(backlog: Backlog, seq: number): Promise<void> {
    await backlog.acknowledge(seq).catch(() => undefined);
  }

  /** Takes one batch of `backlog`, as it is sent after `seq`; answers how far it has come. */
  async take(backlog: Backlog, seq: number, records = 10): Promise<number> {
    const arrived = this.arrived.get(backlog.id) ?? [];
    this.arrived.set(backlog.id, arrived);
    for (const record of await backlog.readAfter(seq, { records, bytes: 1000 })) {
      const end = record.seq + record.span - 1;
      if (end <= this.mark(backlog.id)) continue;
      arrived.push({ type: record.type, seq: record.seq, span: record.span, text: record.payload.toString() });
      this.#marks.set(backlog.id, end);
    }
    return this.mark(backlog.id);
  }

  async takeAll(backlog: Backlog): Promise<Arrived[]> {
    for (let seq = 0; seq < backlog.end;) {
      seq = await this.take(backlog, seq);
      await this.acknowledge(backlog, seq);
    }
    return this.arrived.get(backlog.id) ?? [];
  }
}
