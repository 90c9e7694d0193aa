import { filterConcurrencyLimits as operation } from "kedge/contract";
import { selectConcurrencyLimits } from "../../db/queries/select-concurrency-limits.js";
import { ok, route } from "../../http/route.js";

export const filterConcurrencyLimits = route(operation, async ({ body, workspaceId, plane }) =>
  ok(await selectConcurrencyLimits(plane.sql, { ...body, workspaceId })),
);
