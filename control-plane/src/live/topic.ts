import type { Log } from "../log.js";

export type Listener<T> = (items: readonly T[]) => void;

/**
 * Publish and subscribe within this server. Publishing never waits and never fails: what a listener cannot take at once it
 * has to bound by itself. What is published is built only when someone in that workspace listens.
 */
export class Topic<T> {
  readonly #listeners = new Map<string, Set<Listener<T>>>();

  constructor(private readonly log: Log) {}

  /** Returns the way to stop listening. */
  subscribe(workspaceId: string, listener: Listener<T>): () => void {
    const listeners = this.#listeners.get(workspaceId) ?? new Set();
    this.#listeners.set(workspaceId, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(workspaceId) === listeners) this.#listeners.delete(workspaceId);
    };
  }

  hasListeners(workspaceId: string): boolean {
    return this.#listeners.has(workspaceId);
  }

  publish(workspaceId: string, build: () => readonly T[]): void {
    const listeners = this.#listeners.get(workspaceId);
    if (!listeners) return;
    const items = build();
    for (const listener of listeners) this.#tell(listener, items);
  }

  /** What is published is already committed, so one listener's fault must neither reach the writer nor the others. */
  #tell(listener: Listener<T>, items: readonly T[]): void {
    try {
      listener(items);
    } catch (error) {
      this.log.error("a live listener failed", error);
    }
  }
}
