import fc from "fast-check";
import { expect, test } from "vitest";
import { Machine, Receiver, turn } from "../testing/spools.js";
import { RecordType } from "./record.js";

type Action =
  | { readonly do: "state" | "log"; readonly bytes: number }
  | { readonly do: "settle" | "kill" | "heal" | "fail a sync" | "deliver leftovers" }
  | { readonly do: "deliver"; readonly records: number; readonly isAnswered: boolean }
  | { readonly do: "cut the power"; readonly survives: number }
  | { readonly do: "fill the disk"; readonly room: number }
  | { readonly do: "write short"; readonly bytes: number };

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constantFrom("state", "log"), bytes: fc.integer({ min: 0, max: 60 }) }) },
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom("settle", "kill", "heal", "fail a sync", "deliver leftovers"),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant("deliver"),
      records: fc.integer({ min: 1, max: 8 }),
      isAnswered: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("cut the power"), survives: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("fill the disk"), room: fc.integer({ min: 0, max: 200 }) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("write short"), bytes: fc.integer({ min: 1, max: 30 }) }) },
) as fc.Arbitrary<Action>;

/** Whatever happens: what was durable arrives, each record once, in order, and only log lines are ever left out. */
class Life {
  readonly machine = new Machine({ segmentBytes: 400, quotaBytes: 3000, memoryBytes: 600 });
  readonly receiver = new Receiver();
  readonly durable = new Set<string>();
  readonly #texts = new Map<string, string[]>();
  #number = 0;
  #sent = 0;

  constructor(takesTurns: boolean) {
    this.machine.disk.takesTurns = takesTurns;
  }

  async perform(step: Action): Promise<void> {
    const { machine } = this;
    if (step.do === "state" || step.do === "log") this.#append(step.do, step.bytes);
    else if (step.do === "settle") for (let i = 0; i < 15; i++) await turn();
    else if (step.do === "kill") this.#restart("killed");
    else if (step.do === "cut the power") {
      machine.disk.random = () => step.survives;
      this.#restart("power cut");
    } else if (step.do === "deliver") await this.#deliver(step.records, step.isAnswered);
    else if (step.do === "fail a sync") machine.disk.failingSyncs = 1;
    else if (step.do === "fill the disk") machine.disk.capacity = machine.disk.used + step.room;
    else if (step.do === "write short") machine.disk.writeBytes = step.bytes;
    else if (step.do === "heal") this.#heal();
    else await this.#deliverLeftovers();
  }

  async end(): Promise<void> {
    this.#heal();
    await this.machine.spool.flush();
    await this.receiver.takeAll(this.machine.spool);
    await this.machine.spool.close();
    await this.#deliverLeftovers();
  }

  check(): void {
    const arrived = [...this.receiver.arrived.entries()];
    for (const [id, records] of arrived) {
      const written = this.#texts.get(id)!;
      let expected = 1;
      for (const { type, seq, span, text } of records) {
        expect(seq).toBe(expected);
        if (type === RecordType.MISSING) {
          const missing = written.slice(seq - 1, seq - 1 + span);
          expect(missing.filter((each) => each.startsWith("state") && this.durable.has(each))).toEqual([]);
        } else expect(text).toBe(written[seq - 1]);
        expected += span;
      }
    }
    const texts = new Set(arrived.flatMap(([, records]) => records.map(({ text }) => text)));
    expect([...this.durable].filter((text) => text.startsWith("state") && !texts.has(text))).toEqual([]);
    expect(this.machine.disk.paths).toEqual([]);
  }

  #append(kind: "state" | "log", bytes: number): void {
    const { spool } = this.machine;
    const text = `${kind} ${++this.#number} ${"x".repeat(bytes)}`;
    const type = kind === "state" ? RecordType.STATE : RecordType.LOG;
    this.#texts.set(spool.id, [...(this.#texts.get(spool.id) ?? []), text]);
    void spool.append(type, Buffer.from(text), kind === "state").durable.then(() => this.durable.add(text));
  }

  #restart(how: "killed" | "power cut"): void {
    this.machine.restart(how);
    this.#sent = 0;
  }

  #heal(): void {
    Object.assign(this.machine.disk, { capacity: Infinity, failingSyncs: 0, writeBytes: Infinity });
  }

  async #deliver(records: number, isAnswered: boolean): Promise<void> {
    const { spool } = this.machine;
    const mark = await this.receiver.take(spool, this.#sent, records);
    if (!isAnswered) return;
    await this.receiver.acknowledge(spool, mark);
    this.#sent = mark;
  }

  async #deliverLeftovers(): Promise<void> {
    // A full disk has no room for the lock either: later, then.
    for (const leftover of await this.machine.leftovers().catch(() => [])) {
      await this.receiver.takeAll(leftover);
      await leftover.close();
    }
  }
}

test(
  "any sequence of appends, deliveries, lost answers, kills, power cuts and disk faults",
  { timeout: 120_000 },
  async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { maxLength: 60 }), fc.boolean(), async (steps, takesTurns) => {
        const life = new Life(takesTurns);
        for (const step of steps) await life.perform(step);
        await life.end();
        life.check();
      }),
      { numRuns: 1500 },
    );
  },
);
