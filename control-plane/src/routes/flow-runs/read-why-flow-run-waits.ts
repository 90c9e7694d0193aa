import { readWhyFlowRunWaits as operation } from "kedge/contract";
import { explainWaiting } from "../../dispatch/explain-waiting.js";
import { notFound } from "../../errors.js";
import { ok, route } from "../../http/route.js";

export const readWhyFlowRunWaits = route(operation, async ({ params, workspaceId, plane }) => {
  const reply = await explainWaiting(plane.sql, { workspaceId, runId: params.id });
  if (!reply) throw notFound("Flow run", params.id);
  return ok(reply);
});
