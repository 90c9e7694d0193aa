import { listLimitHolders as operation } from "kedge/contract";
import { selectLimitHolders } from "../../db/queries/select-limit-holders.js";
import { ok, route } from "../../http/route.js";
import { findLimit } from "./find-limit.js";

/** To a person who looks for what holds up a run, more are of no use. */
const MOST_HOLDERS = 200;

export const listLimitHolders = route(operation, async ({ params, workspaceId, plane }) => {
  const { id: limitId } = await findLimit(plane.sql, workspaceId, params.id_or_name);
  return ok(await selectLimitHolders(plane.sql, { workspaceId, limitId, limit: MOST_HOLDERS }));
});
