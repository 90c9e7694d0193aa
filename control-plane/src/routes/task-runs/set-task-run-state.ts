import { setTaskRunState as operation } from "kedge/contract";
import { created, ok, route } from "../../http/route.js";
import { proposedState } from "../../orchestration/transition.js";

export const setTaskRunState = route(operation, async ({ params, body, workspaceId, fence, plane }) => {
  const { result, isNew } = await plane.taskRunTransitions.propose({
    workspaceId,
    taskRunId: params.id,
    state: proposedState(body.state),
    force: body.force,
    fence,
  });
  return isNew ? created(result) : ok(result);
});
