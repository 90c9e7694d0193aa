import { plainArray } from "../array-literal.js";
import type { Connection } from "../connect.js";

/**
 * Locks flow runs for a transaction that changes several of them in several statements: all at once and in id order, as
 * every statement locks them, so that it can't deadlock with another.
 */
export async function lockFlowRuns(
  sql: Connection,
  runs: readonly { readonly workspaceId: string; readonly flowRunId: string }[],
): Promise<void> {
  if (runs.length === 0) return;
  await sql`
    select from flow_run run
    where (run.workspace_id, run.id) in (
      select * from unnest(
        ${plainArray(runs.map((run) => run.workspaceId))}::uuid[],
        ${plainArray(runs.map((run) => run.flowRunId))}::uuid[]))
    order by run.workspace_id, run.id
    for no key update of run`;
}
