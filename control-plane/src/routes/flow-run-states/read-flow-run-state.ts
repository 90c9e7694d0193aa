import { readFlowRunState as operation } from "kedge/contract";
import { selectFlowRunState } from "../../db/queries/select-flow-run-state.js";
import { toState } from "../../db/rows/state-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readFlowRunState = route(operation, async ({ params, workspaceId, plane }) => {
  const row = await selectFlowRunState(plane.sql, { workspaceId, id: params.id });
  if (!row) throw notFound("Flow run state", params.id);
  return ok(toState(row));
});
