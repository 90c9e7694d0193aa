import { createFlowRunInput as operation, uuidv7 } from "kedge/contract";
import { insertFlowRunInput } from "../../db/queries/insert-flow-run-input.js";
import { conflict, notFound } from "../../errors.js";
import { created, route } from "../../http/route.js";

export const createFlowRunInput = route(operation, async ({ params, body, workspaceId, plane }) => {
  const { key, value, sender = null } = body;
  const input = { workspaceId, flowRunId: params.id, id: uuidv7(), key, value, sender };
  const outcome = await insertFlowRunInput(plane.sql, input);
  if (outcome === "no_run") throw notFound("Flow run", params.id);
  if (outcome === "taken") throw conflict("A flow run input with this key already exists.");
  return created(null);
});
