/** Numbers of the plane's frames, from 1. A socket keeps order; what repeats or lacks a number is a fault. */
export class InOrder {
  #last = 0;

  /** The last one that was taken in. */
  get last(): number {
    return this.#last;
  }

  take(seq: number): "next" | "repeated" | "gap" {
    if (seq <= this.#last) return "repeated";
    if (seq > this.#last + 1) return "gap";
    this.#last = seq;
    return "next";
  }
}
