import { createHash } from "node:crypto";

/** What happened, in order: to be read after a failure, and as a digest to compare two runs of one seed. */
export class Trace {
  readonly #lines: string[] = [];

  constructor(private readonly now: () => number) {}

  add(line: string): void {
    this.#lines.push(`${this.now().toFixed(3).padStart(12)}  ${line}`);
  }

  digest(): string {
    return createHash("sha256").update(this.#lines.join("\n")).digest("hex").slice(0, 16);
  }

  get lines(): readonly string[] {
    return this.#lines;
  }
}
