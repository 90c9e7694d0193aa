import type { Connection } from "../connect.js";

/** Deletes a limit. Deployments that had it are unlimited from then on, and their runs wait for nothing. */
export async function deleteConcurrencyLimit(
  sql: Connection,
  { workspaceId, id }: { workspaceId: string; id: string },
): Promise<void> {
  await sql`
    with unlinked as (
      update deployment set concurrency_limit_id = null
      where workspace_id = ${workspaceId} and concurrency_limit_id = ${id}
    ),
    waiting as materialized (
      -- Runs first, in id order, as whoever commits their states locks them.
      select r.workspace_id, r.id
      from due_run d join flow_run r on r.workspace_id = d.workspace_id and r.id = d.flow_run_id
      where d.workspace_id = ${workspaceId} and d.concurrency_limit_id = ${id}
      order by r.id for no key update of r
    ),
    freed as (
      update due_run d set concurrency_limit_id = null from waiting w
      where d.workspace_id = w.workspace_id and d.flow_run_id = w.id
    )
    delete from concurrency_limit where workspace_id = ${workspaceId} and id = ${id}`;
}
