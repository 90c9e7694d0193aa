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
  const [owner, fence] = given.includes("/") ? given.split("/") : [run.fence_owner, given];
  return owner === run.fence_owner && fence !== run.fence;
}
