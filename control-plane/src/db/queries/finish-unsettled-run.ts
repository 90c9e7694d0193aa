import type { Sql } from "../connect.js";

export interface FinishedRun {
  readonly workspaceId: string;
  readonly flowRunId: string;
  readonly takenUntil: string;
  /** When there is something to see to again; null: nothing is left. */
  readonly again: string | null;
}

/** Gives a taken run back, or ends its note, unless a commit has noted it anew since it was taken. */
export async function finishUnsettledRun(sql: Sql, run: FinishedRun): Promise<void> {
  await sql`
    with postponed as (
      update unsettled_run set due = ${run.again}::timestamptz
      where workspace_id = ${run.workspaceId} and flow_run_id = ${run.flowRunId} and due = ${run.takenUntil}
        and ${run.again}::timestamptz is not null
    )
    delete from unsettled_run
    where workspace_id = ${run.workspaceId} and flow_run_id = ${run.flowRunId} and due = ${run.takenUntil}
      and ${run.again}::timestamptz is null`;
}
