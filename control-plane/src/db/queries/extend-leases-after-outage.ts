import type { Sql } from "../connect.js";

/** Long enough for every worker to come back: they try again after half a minute at the latest. */
const GRACE_SECONDS = 60;
/** A worker renews every two seconds; where nobody has for so long, it was not the workers. */
const SILENCE_SECONDS = 5;

/**
 * After the plane itself was away: leases that stood when it was last heard of anything stand for another minute, so that
 * their workers can renew them. Those had no way to; and nobody can have been given their slots meanwhile, since whoever
 * claims is heard of. A lease that had ended before is left ended. While any worker is renewing, this does nothing.
 */
export async function extendLeasesAfterOutage(sql: Sql): Promise<void> {
  await sql`
    with seen as materialized (
      select greatest(
        (select max(renewed) from worker_session),
        (select max(renewed) from lease where session_id is null),
        (select max(claimed) from lease)) as last
    ),
    outage as materialized (
      select last from seen where last < clock_timestamp() - make_interval(secs => ${SILENCE_SECONDS})
    ),
    sessions as (
      update worker_session s set expires_at = clock_timestamp() + make_interval(secs => ${GRACE_SECONDS})
      from outage
      where s.expires_at > outage.last and s.expires_at < clock_timestamp() + make_interval(secs => ${GRACE_SECONDS})
        and exists (select from lease l where l.workspace_id = s.workspace_id and l.session_id = s.id)
    )
    update lease l set expires_at = clock_timestamp() + make_interval(secs => ${GRACE_SECONDS})
    from outage
    where l.session_id is null and l.expires_at > outage.last
      and l.expires_at < clock_timestamp() + make_interval(secs => ${GRACE_SECONDS})`;
}
