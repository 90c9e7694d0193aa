import { countTaskRuns as operation } from "kedge/contract";
import { countTaskRuns as count } from "../../db/queries/count-task-runs.js";
import { ok, readRoute } from "../../http/route.js";

export const countTaskRuns = readRoute(operation, async ({ body, workspaceId, plane }) =>
  ok(await count(plane.reads, { workspaceId, filters: body })),
);
