import { plainArray } from "../array-literal.js";
import type { Connection } from "../connect.js";

export interface OfFlowRun {
  readonly workspace_id: string;
  readonly flow_run_id: string | null;
}

/** The flow runs that records speak of and that don't exist. A batch speaks of few, so this costs an index probe or two. */
export async function selectUnknownFlowRuns(sql: Connection, records: readonly OfFlowRun[]): Promise<Set<string>> {
  const asked = new Map<string, string>();
  for (const { workspace_id, flow_run_id } of records) if (flow_run_id !== null) asked.set(flow_run_id, workspace_id);
  if (asked.size === 0) return new Set();
  const rows = await sql<{ id: string }[]>`
    select asked.id
    from unnest(${plainArray([...asked.values()])}::uuid[], ${plainArray([...asked.keys()])}::uuid[]) as asked(workspace_id, id)
    where not exists (
      select from flow_run where flow_run.workspace_id = asked.workspace_id and flow_run.id = asked.id)`;
  return new Set(rows.map((row) => row.id));
}
