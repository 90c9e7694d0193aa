import type { Connection } from "../connect.js";

export interface SpoolAdvance {
  readonly workspaceId: string;
  readonly spoolId: string;
  readonly acknowledged: number;
  /** What became of the seqs since the mark before. */
  readonly applied: number;
  readonly missing: number;
  readonly setAside: number;
}

/** Moves the marks that this transaction has locked. */
export async function advanceSpoolMarks(sql: Connection, advances: readonly SpoolAdvance[]): Promise<void> {
  const column = <T>(pick: (advance: SpoolAdvance) => T) => advances.map(pick);
  await sql`
    update spool_mark m set
      updated = clock_timestamp(),
      acknowledged = a.acknowledged,
      applied = m.applied + a.applied,
      missing = m.missing + a.missing,
      set_aside = m.set_aside + a.set_aside
    from unnest(
      ${column((a) => a.workspaceId)}::uuid[], ${column((a) => a.spoolId)}::uuid[],
      ${column((a) => String(a.acknowledged))}::bigint[], ${column((a) => String(a.applied))}::bigint[],
      ${column((a) => String(a.missing))}::bigint[], ${column((a) => String(a.setAside))}::bigint[]
    ) as a(workspace_id, spool_id, acknowledged, applied, missing, set_aside)
    where m.workspace_id = a.workspace_id and m.spool_id = a.spool_id`;
}
