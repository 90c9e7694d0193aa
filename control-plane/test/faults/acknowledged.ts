import { expect } from "vitest";
import type { Sql } from "../../src/db/connect.js";

/** An end that a client was told of. */
export interface AcknowledgedEnd {
  readonly runId: string;
  readonly stateId: string;
  readonly type: string;
}

/** Every end that was answered is in the history as it was answered, and is what the run has come to. */
export async function expectEndsToStand(sql: Sql, ends: readonly AcknowledgedEnd[]): Promise<void> {
  const stored = await sql<{ runId: string; stateId: string; type: string; historyType: string | null }[]>`
    select r.id as "runId", r.state_id as "stateId", r.state_type as type, s.type as "historyType"
    from unnest(${ends.map((end) => end.runId)}::uuid[], ${ends.map((end) => end.stateId)}::uuid[]) as e(run_id, state_id)
    left join flow_run r on r.id = e.run_id
    left join flow_run_state s on s.id = e.state_id and s.flow_run_id = e.run_id`;
  const byRun = (a: { runId: string }, b: { runId: string }) => (a.runId < b.runId ? -1 : 1);
  const expected = ends.map((end) => ({ ...end, historyType: end.type }));
  expect([...stored].sort(byRun)).toEqual(expected.sort(byRun));
}
