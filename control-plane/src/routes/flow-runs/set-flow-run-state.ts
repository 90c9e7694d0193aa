import { setFlowRunState as operation } from "kedge/contract";
import { created, ok, route } from "../../http/route.js";
import { requestedState } from "./requested-state.js";

export const setFlowRunState = route(operation, async ({ params, body, plane, ...context }) => {
  const { result, isNew } = await plane.flowRunTransitions.propose({
    workspaceId: context.workspaceId,
    runId: params.id,
    state: requestedState(body.state, context),
    force: body.force,
    fence: context.fence,
  });
  return isNew ? created(result) : ok(result);
});
