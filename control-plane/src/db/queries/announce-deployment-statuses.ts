import type { Connection } from "../connect.js";

/** A deployment whose readiness is another than the one last told of. */
export interface AnnouncedDeployment {
  readonly workspace_id: string;
  readonly id: string;
  readonly name: string;
  readonly is_ready: boolean;
  readonly flow_id: string;
  readonly flow_name: string | null;
  readonly work_queue_id: string | null;
  readonly work_queue_name: string | null;
  readonly work_pool_id: string | null;
  readonly work_pool_name: string | null;
}

/** Which deployments to look at: all of all workspaces, those of a pool, or these. */
export type DeploymentScope =
  | null
  | { readonly workspaceId: string; readonly poolId: string }
  | { readonly workspaceId: string; readonly ids: readonly string[] };

/**
 * Takes on the changes of readiness that nobody has been told of. Each is answered to one caller only: whoever comes second
 * waits for the row and finds it told. In id order, so that two of them cannot deadlock.
 */
export async function announceDeploymentStatuses(
  sql: Connection,
  scope: DeploymentScope,
): Promise<AnnouncedDeployment[]> {
  return sql<AnnouncedDeployment[]>`
    with changed as materialized (
      select d.workspace_id, d.id, is_ready(d) as is_ready from deployment d
      where ${inScope(sql, scope)} and is_ready(d) is distinct from d.told_ready
      order by d.workspace_id, d.id for no key update of d
    )
    update deployment d set told_ready = c.is_ready
    from changed c
    where d.workspace_id = c.workspace_id and d.id = c.id and d.told_ready is distinct from c.is_ready
    returning d.workspace_id, d.id, d.name, c.is_ready, d.flow_id,
      (select f.name from flow f where f.workspace_id = d.workspace_id and f.id = d.flow_id) as flow_name,
      d.work_queue_id, d.work_queue_name, d.work_pool_id,
      (select p.name from work_pool p where p.workspace_id = d.workspace_id and p.id = d.work_pool_id) as work_pool_name`;
}

function inScope(sql: Connection, scope: DeploymentScope): ReturnType<Connection> {
  if (scope === null) return sql`true`;
  const inWorkspace = sql`d.workspace_id = ${scope.workspaceId}`;
  return "poolId" in scope
    ? sql`${inWorkspace} and d.work_pool_id = ${scope.poolId}`
    : sql`${inWorkspace} and d.id = any(${scope.ids as string[]}::uuid[])`;
}
