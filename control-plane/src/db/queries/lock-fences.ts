import { plainArray } from "../array-literal.js";
import type { Connection } from "../connect.js";

export interface FencedRun {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly fence: string;
}

export interface StaleFence extends FencedRun {
  /** null: there is no such run. */
  readonly currentFence: string | null;
}

/** The fence of a run that no worker has ever claimed: a subflow inside an attempt, for one. */
const UNCLAIMED = "0.0";

/**
 * The given fences that are not current. Runs that were never claimed have nobody to be kept out: the subflows of an attempt
 * are recorded under its fence. The current ones stay so until the transaction ends: the locks are shared among
 * recorders and held against claims, cancels and reaps. In id order, as every statement locks flow runs.
 */
export async function lockFences<Run extends FencedRun>(
  sql: Connection,
  runs: readonly Run[],
): Promise<(Run & StaleFence)[]> {
  if (runs.length === 0) return [];
  const rows = await sql<{ workspace_id: string; id: string; fence: string }[]>`
    select run.workspace_id, run.id, run.fence_epoch || '.' || run.fence_counter as fence
    from flow_run run
    where (run.workspace_id, run.id) in (
      select * from unnest(
        ${plainArray(runs.map((run) => run.workspaceId))}::uuid[],
        ${plainArray(runs.map((run) => run.flowRunId))}::uuid[]))
    order by run.workspace_id, run.id
    for share of run`;
  const current = new Map(rows.map((row) => [`${row.workspace_id} ${row.id}`, row.fence]));
  return runs
    .map((run) => ({ ...run, currentFence: current.get(`${run.workspaceId} ${run.flowRunId}`) ?? null }))
    .filter((run) => run.fence !== run.currentFence && run.currentFence !== UNCLAIMED);
}
