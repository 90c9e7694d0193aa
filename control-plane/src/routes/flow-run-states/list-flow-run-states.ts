import { listFlowRunStates as operation } from "kedge/contract";
import { listFlowRunStates as list } from "../../db/queries/list-flow-run-states.js";
import { toState } from "../../db/rows/state-row.js";
import { ok, route } from "../../http/route.js";

export const listFlowRunStates = route(operation, async ({ query, workspaceId, plane }) => {
  const rows = await list(plane.sql, { workspaceId, flowRunId: query.flow_run_id });
  return ok(rows.map(toState));
});
