import { microsOf, scheduleDeployment as operation } from "kedge/contract";
import { ok, route } from "../../http/route.js";
import { scheduleWindow } from "../../scheduling/schedule-window.js";

const SECOND = 1e6;
const HORIZON = 100 * 86_400 * SECOND;

export const scheduleDeployment = route(operation, async ({ params, body, workspaceId, plane }) => {
  const from = body.start_time ? microsOf(body.start_time) : plane.clock.now();
  await scheduleWindow(
    plane.sql,
    { workspaceId, deploymentId: params.id },
    {
      from,
      minRuns: body.min_runs,
      minSpan: body.min_time * SECOND,
      until: body.end_time ? microsOf(body.end_time) : from + HORIZON,
      maxRuns: body.max_runs,
    },
  );
  return ok(null);
});
