/** Which of those connected here has a run in hand, so that a cancel finds its way without asking the database. */
export class Holders<T> {
  readonly #byRun = new Map<string, { readonly holder: T; readonly fence: string }>();
  readonly #byHolder = new Map<T, Set<string>>();

  hold(runId: string, fence: string, holder: T): void {
    const before = this.#byRun.get(runId);
    if (before && before.holder !== holder) this.#byHolder.get(before.holder)?.delete(runId);
    this.#byRun.set(runId, { holder, fence });
    let runs = this.#byHolder.get(holder);
    if (!runs) this.#byHolder.set(holder, (runs = new Set()));
    runs.add(runId);
  }

  of(runId: string): { readonly holder: T; readonly fence: string } | undefined {
    return this.#byRun.get(runId);
  }

  release(runId: string, holder: T): void {
    if (this.#byRun.get(runId)?.holder !== holder) return;
    this.#byRun.delete(runId);
    this.#byHolder.get(holder)?.delete(runId);
  }

  leave(holder: T): void {
    for (const runId of this.#byHolder.get(holder) ?? []) this.#byRun.delete(runId);
    this.#byHolder.delete(holder);
  }
}
