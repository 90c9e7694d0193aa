import type { PendingQuery, Row } from "#postgres";
import type { Connection } from "../connect.js";
import { commitFlowRunStates, type CommittedFlowRun, type FlowRunStateCommit } from "./commit-flow-run-states.js";
import { type LogPost, logRows } from "./insert-logs.js";

export interface PlainStretch {
  readonly workspaceId: string;
  readonly spoolId: string;
  readonly firstSeq: number;
  readonly reports: number;
}

/** SQLSTATE of `refuse_unless`: nothing of the statement was done. */
export const NOT_AS_EXPECTED = "KG001";

/**
 * Applies stretches that hold nothing but lines and states that need no rule, and moves their marks: all of it in one
 * statement, or nothing. A mark that stands elsewhere (a batch that is sent again, a gap) and a run that is not in a state
 * from which the new one needs no rule fail it with `NOT_AS_EXPECTED`; what is to be done then is seen step by step in a
 * transaction. That takes five round trips, and this one.
 */
export async function applyPlainStretches(
  sql: Connection,
  stretches: readonly PlainStretch[],
  commits: readonly FlowRunStateCommit[],
  posts: readonly LogPost[],
): Promise<(CommittedFlowRun | undefined)[]> {
  const hasLines = posts.some(({ lines }) => lines.length > 0);
  const ctes = sql`${marks(sql, stretches)}, ${hasLines ? sql`line as (${logRows(sql, posts)}),` : sql``}`;
  const holds = sql`(select count(*) from mark) = ${stretches.length}`;
  if (commits.length > 0) return commitFlowRunStates(sql, commits, { ctes, holds });
  // As `insertLogs`: lines alone commit without waiting for the disk.
  await sql`
    with ${ctes} commits_at_once as (select set_config('synchronous_commit', 'off', true))
    select refuse_unless(${holds}) from commits_at_once`;
  return [];
}

/** Only a mark that stands right before its stretch is moved; one that is held by another batch is waited for and seen then. */
function marks(sql: Connection, stretches: readonly PlainStretch[]): PendingQuery<Row[]> {
  return sql`
    mark as (
      insert into spool_mark as m (workspace_id, spool_id, acknowledged, applied)
      select workspace_id, spool_id, first_seq + reports - 1, reports
      from unnest(
        ${stretches.map(({ workspaceId }) => workspaceId)}::uuid[], ${stretches.map(({ spoolId }) => spoolId)}::uuid[],
        ${stretches.map(({ firstSeq }) => String(firstSeq))}::bigint[],
        ${stretches.map(({ reports }) => String(reports))}::bigint[]
      ) as given(workspace_id, spool_id, first_seq, reports)
      where first_seq = 1 or exists (
        select from spool_mark known where known.workspace_id = given.workspace_id and known.spool_id = given.spool_id)
      order by workspace_id, spool_id
      on conflict (workspace_id, spool_id) do update set
        updated = clock_timestamp(), acknowledged = excluded.acknowledged, applied = m.applied + excluded.applied
      where m.acknowledged = excluded.acknowledged - excluded.applied
      returning 1
    )`;
}
