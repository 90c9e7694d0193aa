import { updateWorkPool as operation } from "kedge/contract";
import { selectWorkPool } from "../../db/queries/select-work-pool.js";
import { updateWorkPool as update } from "../../db/queries/update-work-pool.js";
import { noContent, route } from "../../http/route.js";
import { announceStatuses, tell } from "../../work-pools/announce.js";
import { changesOf, poolEvent } from "../../work-pools/events.js";
import { refuseInvalidTemplate } from "../../work-pools/refuse-invalid-template.js";
import { findPool } from "./find-pool.js";
import { refuseChangingReserved } from "./reserved-names.js";

/** Pausing is told of as a status. */
const TOLD = ["description", "base_job_template", "concurrency_limit", "storage_configuration"] as const;

export const updateWorkPool = route(operation, async ({ params, body, workspaceId, plane }) => {
  refuseChangingReserved(params.name, body);
  if (body.base_job_template) refuseInvalidTemplate(body.base_job_template);
  const before = await findPool(plane, workspaceId, params.name);
  await update(plane.db, { workspaceId, name: params.name, changes: body });
  plane.hub.work.tell({ kind: "freed", poolId: before.id });
  const after = await selectWorkPool(plane.sql, workspaceId, params.name);
  if (!after) return noContent;
  const changes = changesOf(before, after, TOLD);
  if (Object.keys(changes).length > 0) {
    await tell(plane, workspaceId, [poolEvent("updated", after, after.updated, changes)]);
  }
  await announceStatuses(plane, { workspaceId, poolId: after.id });
  return noContent;
});
