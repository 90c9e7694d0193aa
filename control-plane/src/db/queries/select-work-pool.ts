import type { Connection } from "../connect.js";
import type { WorkPoolRow } from "../rows/work-pool-row.js";

/** A pool by its name, with its status and the slots that are held. */
export async function selectWorkPool(
  sql: Connection,
  workspaceId: string,
  name: string,
): Promise<WorkPoolRow | undefined> {
  const rows = await sql<WorkPoolRow[]>`
    select p.*, current_status(p) as status, slots_in_use(p) as active_slots
    from work_pool p where p.workspace_id = ${workspaceId} and p.name = ${name}`;
  return rows[0];
}
