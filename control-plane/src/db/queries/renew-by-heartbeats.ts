import type { Sql } from "../connect.js";

export interface Heartbeat {
  readonly workspaceId: string;
  readonly runId: string;
  /** When it was sent, by the sender's clock. */
  readonly occurred: string;
}

/**
 * Keeps the leases of runs that no worker of ours supervises, by the heartbeats that their own processes send. Three that
 * are missed end the lease: the distance of the last two, by the sender's clock, is how often they come; before there are
 * two, what a Prefect 3 client does unless told otherwise (180 s). A run that nobody has claimed (one that was started by hand)
 * has a lease from its first heartbeat on, so that it is missed as well.
 *
 * A lease that has ended is not brought back, for its slot may have been given away.
 *
 * A lease must not be made of a run that ends at this moment: nobody would look for it again. So the run is locked first, as
 * commits do, in id order; and it is touched when it gets its lease, since a commit that has waited for that lock can't see
 * the lease in its snapshot, and must look again.
 */
export async function renewByHeartbeats(sql: Sql, heartbeats: readonly Heartbeat[]): Promise<void> {
  await sql`
    with beat as (
      select b.workspace_id, b.flow_run_id, max(b.occurred) as occurred
      from unnest(
        ${heartbeats.map((beat) => beat.workspaceId)}::uuid[],
        ${heartbeats.map((beat) => beat.runId)}::uuid[],
        ${heartbeats.map((beat) => beat.occurred)}::timestamptz[]
      ) as b(workspace_id, flow_run_id, occurred)
      group by b.workspace_id, b.flow_run_id
    ),
    running as materialized (
      select r.* from flow_run r
      where (r.workspace_id, r.id) in (select beat.workspace_id, beat.flow_run_id from beat)
        and r.state_type in ('RUNNING', 'CANCELLING') and r.governing_run_id is null
      order by r.workspace_id, r.id
      for no key update of r
    ),
    touched as (
      update flow_run r set updated = clock_timestamp() from running
      where r.workspace_id = running.workspace_id and r.id = running.id
        and not exists (select from lease l where l.workspace_id = r.workspace_id and l.flow_run_id = r.id)
    )
    insert into lease (workspace_id, flow_run_id, work_pool_id, work_queue_id, deployment_id, attempt, fence_epoch,
                       fence_counter, heartbeat, expires_at)
    select r.workspace_id, r.id, r.work_pool_id, r.work_queue_id, r.deployment_id, r.attempt, r.fence_epoch,
           r.fence_counter, beat.occurred, clock_timestamp() + 3 * interval '180 seconds'
    from beat join running r on r.workspace_id = beat.workspace_id and r.id = beat.flow_run_id
    order by r.workspace_id, r.id
    on conflict (workspace_id, flow_run_id) do update set
      renewed = clock_timestamp(),
      heartbeat = greatest(lease.heartbeat, excluded.heartbeat),
      expires_at = greatest(lease.expires_at, case
        when lease.heartbeat is null then excluded.expires_at
        else clock_timestamp() + 3 * greatest(excluded.heartbeat - lease.heartbeat, interval '30 seconds')
      end)
    where lease.session_id is null and lease.expires_at > clock_timestamp()`;
}
