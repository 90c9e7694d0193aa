import { deleteFlow as operation } from "kedge/contract";
import { deleteFlowAndRuns } from "../../db/deletions/delete-flow-and-runs.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteFlow = route(operation, async ({ params, workspaceId, plane }) => {
  const isThere = await deleteFlowAndRuns(plane.sql, { workspaceId, id: params.id });
  if (!isThere) throw notFound("Flow", params.id);
  return noContent;
});
