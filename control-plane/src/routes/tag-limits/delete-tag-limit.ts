import { deleteTagLimit as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";
import { removeTagLimit } from "./remove-tag-limit.js";

export const deleteTagLimit = route(operation, async ({ params, workspaceId, plane }) => {
  await removeTagLimit(plane, workspaceId, params);
  return ok(null);
});
