/**
 * Lets equal reads that wait at the same time share one answer: under load a dashboard that many watch costs one read, not
 * one for each. A request joins only a read that has not begun, so that whoever has just written finds what it wrote. One
 * of a kind is under way at a time; a lone request begins at once.
 */
export class SharedReads<Answer> {
  readonly #underWay = new Map<string, Promise<Answer>>();
  readonly #waiting = new Map<string, Promise<Answer>>();

  /** @param key equal for reads whose answers are */
  read(key: string, run: () => Promise<Answer>): Promise<Answer> {
    const underWay = this.#underWay.get(key);
    if (!underWay) return this.#begin(key, run);
    const waiting = this.#waiting.get(key) ?? this.#after(underWay, key, run);
    this.#waiting.set(key, waiting);
    return waiting;
  }

  #after(underWay: Promise<Answer>, key: string, run: () => Promise<Answer>): Promise<Answer> {
    const begin = () => {
      this.#waiting.delete(key);
      return this.#begin(key, run);
    };
    // Its failure is its own requests' affair.
    return underWay.then(begin, begin);
  }

  #begin(key: string, run: () => Promise<Answer>): Promise<Answer> {
    const answer = run();
    this.#underWay.set(key, answer);
    const end = () => {
      if (this.#underWay.get(key) === answer) this.#underWay.delete(key);
    };
    answer.then(end, end);
    return answer;
  }
}
