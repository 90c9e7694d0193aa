import type { Connection, Sql } from "../connect.js";

/**
 * Deletes runs with their states, task runs, place in the due list and lease: a slot that one held is free with the commit.
 * Subflow runs stay, without a parent. Log lines are not deleted here; there may be millions. Answers what was there.
 *
 * Rows are locked in id order first, as the commit of states locks them, so that neither can deadlock the other. By a
 * statement of its own: one that waits for a claim or a commit would not see the lease and the states that they wrote.
 */
export async function deleteFlowRuns(
  sql: Sql,
  params: { workspaceId: string; ids: readonly string[] },
): Promise<string[]> {
  return sql.begin(async (transaction) => {
    const locked = await transaction<{ id: string }[]>`
      select id from flow_run
      where workspace_id = ${params.workspaceId} and id = any(${params.ids as string[]})
      order by id for update`;
    return deleteLockedFlowRuns(transaction, { ...params, ids: locked.map((run) => run.id) });
  });
}

/** The second half, for a transaction that has locked the runs in id order by itself. */
export async function deleteLockedFlowRuns(
  sql: Connection,
  params: { workspaceId: string; ids: readonly string[] },
): Promise<string[]> {
  if (params.ids.length === 0) return [];
  const deleted = await sql<{ id: string }[]>`
    with locked as materialized (
      select id from unnest(${params.ids as string[]}::uuid[]) as l(id)
    ),
    runs as (
      delete from flow_run r using locked l where r.workspace_id = ${params.workspaceId} and r.id = l.id returning r.id
    ),
    states as (
      delete from flow_run_state s using locked l where s.workspace_id = ${params.workspaceId} and s.flow_run_id = l.id
    ),
    due as (
      delete from due_run d using locked l where d.workspace_id = ${params.workspaceId} and d.flow_run_id = l.id
    ),
    leases as (
      delete from lease e using locked l where e.workspace_id = ${params.workspaceId} and e.flow_run_id = l.id
    ),
    reports as (
      delete from late_report p using locked l where p.workspace_id = ${params.workspaceId} and p.flow_run_id = l.id
    ),
    tasks as (
      delete from task_run t using locked l where t.workspace_id = ${params.workspaceId} and t.flow_run_id = l.id
      returning t.id
    ),
    task_states as (
      delete from task_run_state s using tasks t where s.workspace_id = ${params.workspaceId} and s.task_run_id = t.id
    ),
    -- A run that is being deleted itself must not be updated as well: of two changes in one statement only one is made.
    orphaned as (
      update flow_run c set parent_task_run_id = null, updated = clock_timestamp()
      from tasks t
      where c.workspace_id = ${params.workspaceId} and c.parent_task_run_id = t.id and c.id not in (select id from locked)
    )
    select id from runs`;
  return deleted.map((row) => row.id);
}
