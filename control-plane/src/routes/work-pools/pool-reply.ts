import type { WorkPool } from "kedge/contract";
import { toWorkPool, type WorkPoolRow } from "../../db/rows/work-pool-row.js";

/** The last release whose model of a pool refuses the field, which its server doesn't know. */
const LAST_WITHOUT_RESULT_STORAGE = [3, 3, 7];

/** A pool as the asking client can read it. */
export function poolReply(row: WorkPoolRow, prefectVersion: string | null): WorkPool {
  const pool = toWorkPool(row);
  if (prefectVersion === null || isLater(prefectVersion, LAST_WITHOUT_RESULT_STORAGE)) return pool;
  const { default_result_storage_block_id: _, ...known } = pool.storage_configuration;
  return { ...pool, storage_configuration: known };
}

function isLater(version: string, than: readonly number[]): boolean {
  const parts = version.split(".").map((part) => Number.parseInt(part, 10));
  const at = than.findIndex((part, index) => (parts[index] ?? 0) !== part);
  return at !== -1 && (parts[at] ?? 0) > than[at]!;
}
