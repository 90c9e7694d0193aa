import { createFlow as operation, uuidv7 } from "kedge/contract";
import { upsertFlow } from "../../db/queries/upsert-flow.js";
import { created, ok, route } from "../../http/route.js";

export const createFlow = route(operation, async ({ body, workspaceId, plane }) => {
  const { flow, isNew } = await upsertFlow(plane.sql, { workspaceId, id: uuidv7(), ...body });
  return isNew ? created(flow) : ok(flow);
});
