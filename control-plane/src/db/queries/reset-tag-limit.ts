import type { Sql } from "../connect.js";

export interface ResetTagLimitParams {
  readonly workspaceId: string;
  readonly limitId: string;
  /** The task runs that hold a slot from now on, each under a lease of its own. */
  readonly holders: readonly { readonly leaseId: string; readonly taskRunId: string }[];
  readonly seconds: number;
}

/** Says anew who holds the slots of a limit, whatever leases said before. */
export async function resetTagLimit(sql: Sql, params: ResetTagLimitParams): Promise<void> {
  await sql`
    with freed as (
      delete from slot_lease
      where workspace_id = ${params.workspaceId} and concurrency_limit_id = ${params.limitId}
    )
    insert into slot_lease (workspace_id, id, concurrency_limit_id, slots, holder_type, holder_id, expires_at)
    select ${params.workspaceId}, lease_id, ${params.limitId}, 1, 'task_run', task_run_id,
           clock_timestamp() + make_interval(secs => ${params.seconds})
    from unnest(
      ${params.holders.map(({ leaseId }) => leaseId)}::uuid[],
      ${params.holders.map(({ taskRunId }) => taskRunId)}::uuid[]
    ) as h(lease_id, task_run_id)`;
}
