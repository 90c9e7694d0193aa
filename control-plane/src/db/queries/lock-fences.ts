import { plainArray } from "../array-literal.js";
import { isStaleFence, type FencedRow } from "../../orchestration/fence.js";
import type { Connection } from "../connect.js";

export interface FencedRun {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly fence: string;
}

interface LockedRun extends FencedRow {
  workspace_id: string;
  id: string;
}

export interface StaleFence extends FencedRun {
  /** null: there is no such run. */
  readonly currentFence: string | null;
}

/**
 * The given fences that are not current. The current ones stay so until the transaction ends: the locks are shared among
 * recorders and held against claims, cancels and reaps. In id order, as every statement locks flow runs.
 */
export async function lockFences<Run extends FencedRun>(
  sql: Connection,
  runs: readonly Run[],
): Promise<(Run & StaleFence)[]> {
  if (runs.length === 0) return [];
  const rows = await sql<LockedRun[]>`
    select run.workspace_id, run.id, current_fence(run) as fence, fence_owner(run) as fence_owner
    from flow_run run
    where (run.workspace_id, run.id) in (
      select * from unnest(
        ${plainArray(runs.map((run) => run.workspaceId))}::uuid[],
        ${plainArray(runs.map((run) => run.flowRunId))}::uuid[]))
    order by run.workspace_id, run.id
    for share of run`;
  const locked = new Map(rows.map((row) => [`${row.workspace_id} ${row.id}`, row]));
  return runs.flatMap((run): (Run & StaleFence)[] => {
    const found = locked.get(`${run.workspaceId} ${run.flowRunId}`);
    if (!found) return [{ ...run, currentFence: null }];
    return isStaleFence(run.fence, found) ? [{ ...run, currentFence: found.fence }] : [];
  });
}
