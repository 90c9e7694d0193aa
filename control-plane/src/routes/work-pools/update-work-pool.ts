import { updateWorkPool as operation } from "kedge/contract";
import { noContent, route } from "../../http/route.js";
import { changePool } from "../../work-pools/change-pool.js";
import { refuseChangingReserved } from "../../work-pools/reserved-names.js";
import { findPool } from "./find-pool.js";

export const updateWorkPool = route(operation, async ({ params, body, workspaceId, plane }) => {
  refuseChangingReserved(params.name, body);
  await changePool(plane, workspaceId, await findPool(plane, workspaceId, params.name), body);
  return noContent;
});
