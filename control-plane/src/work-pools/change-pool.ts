import type { WorkPoolUpdate } from "kedge/contract";
import { selectWorkPool } from "../db/queries/select-work-pool.js";
import { updateWorkPool } from "../db/queries/update-work-pool.js";
import type { WorkPoolRow } from "../db/rows/work-pool-row.js";
import type { Plane } from "../plane.js";
import { announceStatuses, tell } from "./announce.js";
import { changesOf, poolEvent } from "./events.js";
import { refuseInvalidTemplate } from "./refuse-invalid-template.js";

/** Pausing is told of as a status. */
const TOLD = ["description", "base_job_template", "concurrency_limit", "storage_configuration"] as const;

/** What a stock worker works by: told to those on a channel at once. */
const WORKED_BY = ["base_job_template", "concurrency_limit", "is_paused", "storage_configuration"] as const;

/**
 * Changes a pool's settings and tells of it. A pool that was deleted meanwhile stays so.
 *
 * @throws PlaneError `INVALID_REQUEST` for a bad template
 */
export async function changePool(
  plane: Plane,
  workspaceId: string,
  before: WorkPoolRow,
  changes: WorkPoolUpdate,
): Promise<void> {
  if (changes.base_job_template) refuseInvalidTemplate(changes.base_job_template);
  await updateWorkPool(plane.db, { workspaceId, name: before.name, changes });
  plane.hub.work.tell({ kind: "freed", poolId: before.id });
  const after = await selectWorkPool(plane.sql, workspaceId, before.name);
  if (!after) return;
  if (Object.keys(changesOf(before, after, WORKED_BY)).length > 0) plane.hub.pools.tell(after.id);
  const told = changesOf(before, after, TOLD);
  if (Object.keys(told).length > 0) {
    await tell(plane, workspaceId, [poolEvent("updated", after, after.updated, told)]);
  }
  await announceStatuses(plane, { workspaceId, poolId: after.id });
}
