import { deleteFlowRunInput as operation } from "kedge/contract";
import { removeFlowRunInput } from "../../db/queries/delete-flow-run-input.js";
import { notFound } from "../../errors.js";
import { noContent, route } from "../../http/route.js";

export const deleteFlowRunInput = route(operation, async ({ params, workspaceId, plane }) => {
  const wasThere = await removeFlowRunInput(plane.sql, { workspaceId, flowRunId: params.id, key: params.key });
  if (!wasThere) throw notFound("Flow run input", params.key);
  return noContent;
});
