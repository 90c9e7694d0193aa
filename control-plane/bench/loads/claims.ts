/** What several workers have claimed between them, and how long each claim took. */
export class Claims {
  readonly latencies: number[] = [];
  private readonly claimed = new Set<string>();

  get count(): number {
    return this.claimed.size;
  }

  /** @throws where the run was given away before: no speed is worth that */
  add(flowRunId: string): void {
    if (this.claimed.has(flowRunId)) throw new Error(`run ${flowRunId} was given to two workers`);
    this.claimed.add(flowRunId);
  }
}
