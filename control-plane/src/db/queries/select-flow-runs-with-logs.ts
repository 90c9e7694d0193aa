import type { Sql } from "../connect.js";

/** Which of these runs have log lines; asked before deleting, since most runs of a large flow have none left. */
export async function selectFlowRunsWithLogs(
  sql: Sql,
  params: { workspaceId: string; ids: readonly string[] },
): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`
    select r.id from unnest(${params.ids as string[]}::uuid[]) as r(id)
    where exists (select from log l where l.workspace_id = ${params.workspaceId} and l.flow_run_id = r.id)`;
  return rows.map((row) => row.id);
}
