import type { Log } from "../log.js";
import { Signal } from "./signal.js";

export type Listener<T> = (items: readonly T[]) => void;
type OnMissed = () => void;

/**
 * Publish and subscribe within this server. Publishing never waits and never fails: what a listener cannot take at once it
 * has to bound by itself. What is published is built only when someone in that workspace listens.
 */
export class Topic<T> {
  readonly #listeners = new Map<string, Map<Listener<T>, OnMissed>>();
  /** Told when the first listener of all has come, and when the last has gone. */
  readonly watched: Signal<boolean>;

  constructor(private readonly log: Log) {
    this.watched = new Signal(log);
  }

  /** Whether anybody listens, in whatever workspace. */
  get isWatched(): boolean {
    return this.#listeners.size > 0;
  }

  /** Returns the way to stop listening. `onMissed` is told when something could not be published here. */
  subscribe(workspaceId: string, listener: Listener<T>, onMissed: OnMissed = () => {}): () => void {
    const wasWatched = this.isWatched;
    const listeners = this.#listeners.get(workspaceId) ?? new Map<Listener<T>, OnMissed>();
    this.#listeners.set(workspaceId, listeners.set(listener, onMissed));
    if (!wasWatched) this.watched.tell(true);
    return () => {
      listeners.delete(listener);
      if (listeners.size > 0 || this.#listeners.get(workspaceId) !== listeners) return;
      this.#listeners.delete(workspaceId);
      if (!this.isWatched) this.watched.tell(false);
    };
  }

  /** Tells listeners, of one workspace or of all, that they have missed something. */
  missed(workspaceId?: string): void {
    const all = workspaceId === undefined ? [...this.#listeners.keys()] : [workspaceId];
    for (const each of all) for (const onMissed of this.#listeners.get(each)?.values() ?? []) onMissed();
  }

  hasListeners(workspaceId: string): boolean {
    return this.#listeners.has(workspaceId);
  }

  publish(workspaceId: string, build: () => readonly T[]): void {
    const listeners = this.#listeners.get(workspaceId);
    if (!listeners) return;
    const items = build();
    for (const listener of listeners.keys()) this.#tell(listener, items);
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
