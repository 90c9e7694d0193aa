import { UNCERTAIN_LABEL, UNCERTAIN_TAG } from "kedge/contract";
import { plainArray, textArray } from "../array-literal.js";
import type { Connection } from "../connect.js";

export interface UncertainRun {
  readonly workspaceId: string;
  readonly flowRunId: string;
  /** What is missing of it, for people. */
  readonly reason: string;
}

/**
 * Marks runs of which reports are lost: by a tag, which every list can be filtered by, and a label with the reason. Of
 * several reasons for one run the last stays; its log has all. Runs that are not there have nobody to be told.
 */
export async function markRunsUncertain(sql: Connection, runs: readonly UncertainRun[]): Promise<void> {
  if (runs.length === 0) return;
  const last = [...new Map(runs.map((run) => [`${run.workspaceId} ${run.flowRunId}`, run])).values()];
  await sql`
    with given as (
      select * from unnest(
        ${plainArray(last.map(({ workspaceId }) => workspaceId))}::uuid[],
        ${plainArray(last.map(({ flowRunId }) => flowRunId))}::uuid[],
        ${textArray(last.map(({ reason }) => reason))}::text[]) as given(workspace_id, id, reason)
    ),
    locked as materialized (
      select r.workspace_id, r.id from flow_run r
      where (r.workspace_id, r.id) in (select workspace_id, id from given)
      order by r.workspace_id, r.id
      for no key update of r
    )
    update flow_run r set
      updated = clock_timestamp(),
      tags = case when ${UNCERTAIN_TAG} = any(r.tags) then r.tags else r.tags || ${UNCERTAIN_TAG}::text end,
      labels = r.labels || jsonb_build_object(${UNCERTAIN_LABEL}::text, given.reason)
    from locked l join given on given.workspace_id = l.workspace_id and given.id = l.id
    where r.workspace_id = l.workspace_id and r.id = l.id`;
}
