import { and, eq, sql } from "drizzle-orm";
import type { WorkPoolUpdate } from "kedge/contract";
import type { Database } from "../connect.js";
import { workPool } from "../schema/work-pool.js";

/** Writes the fields that are present; false when there is no such pool. */
export async function updateWorkPool(
  db: Database["db"],
  params: { workspaceId: string; name: string; changes: WorkPoolUpdate },
): Promise<boolean> {
  const { is_paused, base_job_template, storage_configuration, ...nullable } = params.changes;
  const rows = await db
    .update(workPool)
    .set({
      updated: sql`clock_timestamp()`,
      ...definedOf(nullable),
      ...(is_paused != null && { is_paused }),
      ...(base_job_template != null && { base_job_template }),
      ...(storage_configuration != null && { storage_configuration }),
    })
    .where(and(eq(workPool.workspace_id, params.workspaceId), eq(workPool.name, params.name)))
    .returning({ id: workPool.id });
  return rows.length > 0;
}

function definedOf<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never;
}
