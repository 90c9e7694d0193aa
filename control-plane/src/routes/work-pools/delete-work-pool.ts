import { deleteWorkPool as operation } from "kedge/contract";
import { deleteWorkPool as remove } from "../../db/queries/delete-work-pool.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteWorkPool = route(operation, async ({ params, workspaceId, plane }) => {
  const isKnown = await remove(plane.sql, { workspaceId, name: params.name });
  if (!isKnown) throw notFound("Work pool", params.name);
  return noContent;
});
