import { setFlowRunState as operation } from "kedge/contract";
import { created, ok, route } from "../../http/route.js";
import { proposedState } from "../../orchestration/transition.js";

export const setFlowRunState = route(operation, async ({ params, body, workspaceId, fence, plane }) => {
  const { result, isNew } = await plane.flowRunTransitions.propose({
    workspaceId,
    runId: params.id,
    state: proposedState(body.state),
    force: body.force,
    fence,
  });
  return isNew ? created(result) : ok(result);
});
