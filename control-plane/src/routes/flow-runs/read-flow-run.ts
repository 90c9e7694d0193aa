import { readFlowRun as operation } from "kedge/contract";
import { selectFlowRun } from "../../db/queries/select-flow-run.js";
import { toFlowRun } from "../../db/rows/flow-run-row.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readFlowRun = route(operation, async ({ params, workspaceId, plane }) => {
  const row = await selectFlowRun(plane.sql, { workspaceId, id: params.id });
  if (!row) throw notFound("Flow run", params.id);
  return ok(toFlowRun(row, plane.clock.now()));
});
