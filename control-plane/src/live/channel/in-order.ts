/** Numbers of the frames that one side sent, from 1. A socket keeps order; what repeats or lacks a number is a fault. */
export class InOrder {
  #last = 0;

  /** The number that comes next. */
  get next(): number {
    return this.#last + 1;
  }

  take(seq: number): "next" | "repeated" | "gap" {
    if (seq <= this.#last) return "repeated";
    if (seq > this.#last + 1) return "gap";
    this.#last = seq;
    return "next";
  }
}
