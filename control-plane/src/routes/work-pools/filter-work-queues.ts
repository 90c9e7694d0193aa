import { filterWorkQueues as operation } from "kedge/contract";
import { selectWorkQueues } from "../../db/queries/select-work-queues.js";
import { ok, route } from "../../http/route.js";

export const filterWorkQueues = route(operation, async ({ params, body, workspaceId, plane }) =>
  ok(await selectWorkQueues(plane.sql, { workspaceId, poolName: params.name, limit: body.limit, offset: body.offset })),
);
