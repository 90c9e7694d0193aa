import type { Sql } from "../src/db/connect.js";

/**
 * As if every server had stood still for so many days: all that is stored is moved into the past. Schedules by the hour or
 * the day go on to mean the same instants.
 */
export async function sleepForDays(sql: Sql, days: number): Promise<void> {
  const past = sql`make_interval(days => ${days})`;
  await sql`update deployment_schedule set decided_until = decided_until - ${past}, refill_at = refill_at - ${past}`;
  await sql`update due_run set due = due - ${past}`;
  const scheduledTime = sql`
    case when state_details ? 'scheduled_time' then state_details || jsonb_build_object('scheduled_time',
      iso_instant((state_details ->> 'scheduled_time')::timestamptz - ${past})) else state_details end`;
  await sql`
    update flow_run set
      created = created - ${past}, idempotency_key = idempotency_key || ' asleep', state_timestamp = state_timestamp - ${past}, start_before = start_before - ${past},
      expected_start_time = expected_start_time - ${past}, state_details = ${scheduledTime},
      next_scheduled_start_time = next_scheduled_start_time - ${past}`;
  await sql`update flow_run_state set timestamp = timestamp - ${past}, state_details = ${scheduledTime}`;
}
