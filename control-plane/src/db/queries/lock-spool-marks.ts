import type { Connection } from "../connect.js";

export interface SpoolMark {
  readonly spoolId: string;
  /** The seq up to which everything was applied; 0 for a spool that is new. */
  readonly acknowledged: number;
  /** The database's clock. */
  readonly now: string;
}

/**
 * Reads the marks of spools and keeps them until the transaction ends, so that of two deliveries of one spool the second
 * sees what the first has done. In id order, so that two batches of several spools cannot deadlock. A spool that is new
 * gets its row here: there is nothing else to lock.
 */
export async function lockSpoolMarks(
  sql: Connection,
  spools: readonly { readonly workspaceId: string; readonly spoolId: string }[],
): Promise<Map<string, SpoolMark>> {
  const rows = await sql<(Omit<SpoolMark, "acknowledged"> & { acknowledged: string })[]>`
    insert into spool_mark as m (workspace_id, spool_id)
    select * from unnest(
      ${spools.map(({ workspaceId }) => workspaceId)}::uuid[], ${spools.map(({ spoolId }) => spoolId)}::uuid[]
    ) as spool(workspace_id, spool_id)
    order by workspace_id, spool_id
    on conflict (workspace_id, spool_id) do update set updated = clock_timestamp()
    returning m.spool_id as "spoolId", m.acknowledged, clock_timestamp() as now`;
  return new Map(rows.map((row) => [row.spoolId, { ...row, acknowledged: Number(row.acknowledged) }]));
}
