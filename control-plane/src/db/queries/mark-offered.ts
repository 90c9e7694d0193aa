import type { Connection } from "../connect.js";
import type { FlowRunRow } from "../rows/flow-run-row.js";

/** Notes that the runs are shown to a stock worker, so that the others are shown different ones; answers them in order. */
export async function markOffered(
  sql: Connection,
  { workspaceId, runIds }: { workspaceId: string; runIds: readonly string[] },
): Promise<FlowRunRow[]> {
  return sql<FlowRunRow[]>`
    with shown as (select * from unnest(${runIds}::uuid[]) with ordinality as s(id, place)),
    marked as (
      update due_run d set offered = clock_timestamp() from shown
      where d.workspace_id = ${workspaceId} and d.flow_run_id = shown.id
    )
    select r.* from shown join flow_run r on r.workspace_id = ${workspaceId} and r.id = shown.id
    order by shown.place`;
}
