import type { Log } from "../log.js";

/** Publish and subscribe within this server, whatever the workspace. Telling never waits and never fails. */
export class Signal<T> {
  readonly #listeners = new Set<(value: T) => void>();

  constructor(private readonly log: Log) {}

  get hasListeners(): boolean {
    return this.#listeners.size > 0;
  }

  /** Returns the way to stop listening. */
  subscribe(listener: (value: T) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What is told has happened already, so one listener's fault must neither reach the teller nor the others. */
  tell(value: T): void {
    for (const listener of this.#listeners) {
      try {
        listener(value);
      } catch (error) {
        this.log.error("a listener failed", error);
      }
    }
  }
}
