import { RecordType, type SpoolRecord } from "./record.js";
import type { DescribeLoss } from "./segment-reader.js";

/** Of the lines that are left out in a row, so many are looked at to say whose they were. */
const MOST_DESCRIBED = 100;

/** The log lines for which there was no room since the last record: one record takes their place. */
export class LeftOut {
  #row: { readonly seq: number; span: number; readonly some: SpoolRecord[] } | undefined;

  add(record: SpoolRecord): void {
    this.#row ??= { seq: record.seq, span: 0, some: [] };
    this.#row.span += record.span;
    if (this.#row.some.length < MOST_DESCRIBED) this.#row.some.push(record);
  }

  /** Undefined when nothing was left out. */
  take(describeLoss: DescribeLoss): SpoolRecord | undefined {
    if (this.#row === undefined) return undefined;
    const { seq, span, some } = this.#row;
    this.#row = undefined;
    return { type: RecordType.MISSING, seq, span, payload: describeLoss(span, some) };
  }
}
