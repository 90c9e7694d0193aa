/** What a run says of who may write to it. */
export interface FencedRow {
  /** The current fence of the attempt that the run belongs to. */
  readonly fence: string;
  /** The run whose claim made that fence: the run itself, or for a subflow the run that it runs inside. */
  readonly fence_owner: string;
}

/**
 * Whether a write under `given` comes from an attempt that no longer owns the run. The same as `is_stale_fence` in the
 * database, for answers that are given without a statement that would ask it.
 */
export function isStaleFence(given: string | null, run: FencedRow): boolean {
  if (given === null) return false;
  const [owner, fence] = parted(given, run);
  return owner === run.fence_owner && fence !== run.fence;
}

/**
 * Whether a write under `given` comes from the run's own attempt: not from that of a run it runs inside, whose process may
 * start it again, nor from one that is about another run.
 */
export function isByOwnAttempt(given: string | null, runId: string, run: FencedRow): boolean {
  return given !== null && run.fence_owner === runId && parted(given, run)[0] === runId;
}

function parted(given: string, { fence_owner }: FencedRow): readonly [owner: string, fence: string] {
  const slash = given.indexOf("/");
  return slash < 0 ? [fence_owner, given] : [given.slice(0, slash), given.slice(slash + 1)];
}
