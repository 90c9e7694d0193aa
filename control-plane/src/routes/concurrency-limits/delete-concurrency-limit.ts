import { deleteConcurrencyLimit as operation } from "kedge/contract";
import { deleteConcurrencyLimit as remove } from "../../db/queries/delete-concurrency-limit.js";
import { noContent, route } from "../../http/route.js";
import { findLimit } from "./find-limit.js";

export const deleteConcurrencyLimit = route(operation, async ({ params, workspaceId, plane }) => {
  const { id } = await findLimit(plane.sql, workspaceId, params.id_or_name);
  await remove(plane.sql, { workspaceId, id });
  plane.hub.work.tell({ kind: "freed", poolId: null });
  return noContent;
});
