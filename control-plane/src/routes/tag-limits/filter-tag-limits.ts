import { filterTagLimits as operation } from "kedge/contract";
import { selectTagLimits } from "../../db/queries/select-tag-limits.js";
import { ok, route } from "../../http/route.js";

export const filterTagLimits = route(operation, async ({ body, workspaceId, plane }) =>
  ok(await selectTagLimits(plane.sql, { ...body, workspaceId, id: null, tag: null })),
);
