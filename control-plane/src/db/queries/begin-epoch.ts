import type { Sql } from "../connect.js";

export interface EpochBegun {
  readonly epoch: number;
  /** Attempts that stood in the backup and are fenced off. */
  readonly attempts: number;
}

/**
 * Raises the epoch, and with it the fence of every attempt that the database holds for alive: what was handed out after the backup
 * was made is not known here, so that a counter alone would be given out twice. Their leases end: at the moment they were
 * last renewed, because a later one would be taken for a lease that stood when the plane went away, and be extended.
 *
 * Sessions end likewise, so that nobody renews one whose worker may by now hold other runs.
 */
export async function beginEpoch(sql: Sql): Promise<EpochBegun> {
  const [begun] = await sql<EpochBegun[]>`
    with plane as (
      update plane set epoch = epoch + 1 returning epoch
    ),
    attempt as (
      update flow_run r set fence_epoch = plane.epoch
      from plane
      where r.attempt > 0 and not is_terminal(r.state_type)
      returning r.workspace_id, r.id
    ),
    leased as (
      update lease l set fence_epoch = plane.epoch, expires_at = least(l.expires_at, l.renewed)
      from plane, attempt a
      where l.workspace_id = a.workspace_id and l.flow_run_id = a.id
    ),
    session as (
      update worker_session set expires_at = least(expires_at, renewed)
    )
    select plane.epoch, (select count(*)::int from attempt) as attempts from plane`;
  return begun!;
}
