import { updateConcurrencyLimit as operation } from "kedge/contract";
import { updateConcurrencyLimit as update } from "../../db/queries/update-concurrency-limit.js";
import { noContent, route } from "../../http/route.js";
import { findLimit } from "./find-limit.js";

export const updateConcurrencyLimit = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { id } = await findLimit(plane.sql, workspaceId, params.id_or_name);
  await update(plane.sql, { ...body, workspaceId, id });
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return noContent;
});
