import { updateFlow as operation } from "kedge/contract";
import { updateFlowTags } from "../../db/queries/update-flow-tags.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const updateFlow = route(operation, async ({ params, body, workspaceId, plane }) => {
  const isThere = await updateFlowTags(plane.sql, { workspaceId, id: params.id, tags: body.tags });
  if (!isThere) throw notFound("Flow", params.id);
  return noContent;
});
