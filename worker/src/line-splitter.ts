import { StringDecoder } from "node:string_decoder";

/** Characters kept of one line. Longer ones are cut with a note: one line must not fill the memory or a request. */
export const LONGEST_LINE = 16_384;

/**
 * Bytes in, whole lines out. A character cut between two chunks is put together, invalid bytes become U+FFFD and NUL, which
 * a database does not take, U+2400. Of a line that a progress bar has rewritten with carriage returns the last version stays.
 */
export class LineSplitter {
  readonly #decoder = new StringDecoder("utf8");
  #pending = "";
  #cut = 0;

  push(bytes: Uint8Array): string[] {
    return this.#take(this.#decoder.write(bytes));
  }

  /** What is left without a newline at the end. */
  end(): string[] {
    const lines = this.#take(this.#decoder.end());
    return this.#pending === "" ? lines : [...lines, this.#finish()];
  }

  #take(text: string): string[] {
    const lines: string[] = [];
    let from = 0;
    for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", from)) {
      this.#append(text.slice(from, at));
      lines.push(this.#finish());
      from = at + 1;
    }
    this.#append(text.slice(from));
    return lines;
  }

  #append(text: string): void {
    if (text === "") return;
    // The carriage return at the very end may belong to a line end: only what follows one replaces what was before it.
    const rewritten = text.length > 1 ? text.lastIndexOf("\r", text.length - 2) : -1;
    if (rewritten >= 0 || this.#pending.endsWith("\r")) {
      this.#pending = "";
      this.#cut = 0;
    }
    const kept = text.slice(rewritten + 1, rewritten + 1 + LONGEST_LINE - this.#pending.length);
    this.#pending += kept;
    this.#cut += text.length - rewritten - 1 - kept.length;
  }

  #finish(): string {
    const line = this.#pending.replace(/\r$/, "").replaceAll("\0", "\u2400");
    const note = this.#cut > 0 ? ` [${this.#cut} more characters of this line were left out]` : "";
    this.#pending = "";
    this.#cut = 0;
    return line + note;
  }
}
