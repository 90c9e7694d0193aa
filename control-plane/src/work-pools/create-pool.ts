import { uuidv7, type WorkPoolCreate } from "kedge/contract";
import { insertWorkPool } from "../db/queries/insert-work-pool.js";
import { selectWorkPool } from "../db/queries/select-work-pool.js";
import type { WorkPoolRow } from "../db/rows/work-pool-row.js";
import { conflict } from "../errors.js";
import { announceStatuses, tell, type AnnounceParts } from "./announce.js";
import { poolEvent, queueEvent } from "./events.js";

/**
 * Creates a pool with its default queue, and tells of both.
 *
 * @throws PlaneError `CONFLICT` when the name is taken
 */
export async function createPool(
  parts: AnnounceParts,
  workspaceId: string,
  pool: WorkPoolCreate,
): Promise<WorkPoolRow> {
  const isNew = await insertWorkPool(parts.sql, { ...pool, workspaceId, id: uuidv7(), queueId: uuidv7() });
  if (!isNew) throw conflict("A work pool with this name already exists.");
  const row = await selectWorkPool(parts.sql, workspaceId, pool.name);
  if (!row) throw conflict(`Work pool ${pool.name} was deleted while it was being created.`);
  await tell(parts, workspaceId, [
    queueEvent("created", { id: row.default_queue_id, name: "default", pool: row }, row.created),
    poolEvent("created", row, row.created),
  ]);
  await announceStatuses(parts, { workspaceId, poolId: row.id });
  return row;
}
