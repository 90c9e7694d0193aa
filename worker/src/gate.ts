/** Who comes while it is shut waits. */
export class Gate {
  #isOpen = true;
  #onOpened: (() => void)[] = [];

  get isOpen(): boolean {
    return this.#isOpen;
  }

  shut(): void {
    this.#isOpen = false;
  }

  open(): void {
    this.#isOpen = true;
    for (const resolve of this.#onOpened.splice(0)) resolve();
  }

  /** Resolves once it is open, or when `signal` aborts. */
  async opened(signal: AbortSignal): Promise<void> {
    if (this.#isOpen || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        signal.removeEventListener("abort", done);
        resolve();
      };
      signal.addEventListener("abort", done);
      this.#onOpened.push(done);
    });
  }
}
