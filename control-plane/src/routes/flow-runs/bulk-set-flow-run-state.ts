import { bulkSetFlowRunState as operation, type TransitionResult } from "kedge/contract";
import { listFlowRuns } from "../../db/queries/list-flow-runs.js";
import { PlaneError } from "../../errors.js";
import { ok, route } from "../../http/route.js";
import { answer } from "../../orchestration/transition-result.js";
import { requestedState } from "./requested-state.js";

/** Each run is answered for itself: what one refuses holds up no other. */
export const bulkSetFlowRunState = route(operation, async ({ body, plane, ...context }) => {
  const { workspaceId, fence } = context;
  const filters = { flow_runs: body.flow_runs };
  const runs = await listFlowRuns(plane.reads, {
    workspaceId,
    filters,
    sort: "ID_DESC",
    limit: body.limit,
    offset: 0,
  });
  const state = requestedState(body.state, context);
  const propose = (runId: string) =>
    plane.flowRunTransitions
      .propose({ workspaceId, runId, state, force: body.force, fence })
      .then(({ result }) => result, refusal);
  const results = await Promise.all(runs.map(async ({ id }) => ({ flow_run_id: id, ...(await propose(id)) })));
  return ok({ results });
});

function refusal(error: unknown): TransitionResult {
  if (!(error instanceof PlaneError)) throw error;
  return answer("ABORT", null, false, { reason: error.message, delaySeconds: null }).result;
}
