import type { Connection } from "../connect.js";

/** What the runs of a deployment take a slot of. */
export type DeploymentLimit =
  | { readonly kind: "own"; readonly slots: number; readonly newId: string }
  | { readonly kind: "shared"; readonly id: string }
  | { readonly kind: "none" };

export interface SetDeploymentLimitParams {
  readonly workspaceId: string;
  readonly deploymentId: string;
  readonly limit: DeploymentLimit;
}

/**
 * Links a deployment to a limit, and its waiting runs with it: they queue up by limit, and one that stood in the wrong queue
 * would be counted against nothing. Its own limit, a row named `deployment:<id>`, is made, changed or deleted on the way.
 * False: there is no such limit to share.
 *
 * Runs are locked in id order first, as the commit of states locks them, so that neither can deadlock the other.
 */
export async function setDeploymentLimit(
  sql: Connection,
  { workspaceId, deploymentId, limit }: SetDeploymentLimitParams,
): Promise<boolean> {
  const name = `deployment:${deploymentId}`;
  const chosen =
    limit.kind === "own"
      ? sql`
        insert into concurrency_limit (workspace_id, id, name, slot_limit)
        values (${workspaceId}, ${limit.newId}, ${name}, ${limit.slots})
        on conflict (workspace_id, name) do update set slot_limit = excluded.slot_limit, updated = clock_timestamp()
        returning id`
      : limit.kind === "shared"
        ? sql`select id from concurrency_limit where workspace_id = ${workspaceId} and id = ${limit.id}`
        : sql`select null::uuid as id`;
  const linked = await sql`
    with chosen as (${chosen}),
    linked as (
      update deployment d set concurrency_limit_id = c.id from chosen c
      where d.workspace_id = ${workspaceId} and d.id = ${deploymentId}
      returning d.workspace_id, d.id, d.concurrency_limit_id
    ),
    waiting as materialized (
      select r.workspace_id, r.id, l.concurrency_limit_id
      from linked l join flow_run r on r.workspace_id = l.workspace_id and r.deployment_id = l.id
      where r.state_type = 'SCHEDULED'
      order by r.id for no key update of r
    ),
    moved as (
      update due_run d set concurrency_limit_id = w.concurrency_limit_id from waiting w
      where d.workspace_id = w.workspace_id and d.flow_run_id = w.id
        and d.concurrency_limit_id is distinct from w.concurrency_limit_id
    )
    select id from linked`;
  if (limit.kind !== "own" && linked.count > 0) {
    // After it is linked no more. As a statement of its own, since one that changes a row twice changes it once.
    await sql`delete from concurrency_limit where workspace_id = ${workspaceId} and name = ${name} and id is distinct from ${
      limit.kind === "shared" ? limit.id : null
    }`;
  }
  return linked.count > 0;
}
