import type { Connection } from "../connect.js";

export interface NotedRefill {
  readonly workspace_id: string;
  readonly id: string;
  readonly decided_until: string;
  readonly refill_at: string | null;
}

/** Writes down how far schedules have been decided on, and when they are due again. `updated` is for what people change. */
export async function noteRefills(sql: Connection, refills: readonly NotedRefill[]): Promise<void> {
  await sql`
    update deployment_schedule s set decided_until = n.decided_until, refill_at = n.refill_at
    from jsonb_to_recordset(${JSON.stringify(refills)}::jsonb) as n(
      workspace_id uuid, id uuid, decided_until timestamptz, refill_at timestamptz)
    where s.workspace_id = n.workspace_id and s.id = n.id`;
}
