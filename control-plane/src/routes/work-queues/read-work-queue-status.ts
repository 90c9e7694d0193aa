import { readWorkQueueStatus as operation } from "kedge/contract";
import { countLateRuns } from "../../db/queries/count-late-runs.js";
import { ok, route } from "../../http/route.js";
import { findQueue } from "./find-queue.js";

const POLICY = { maximum_late_runs: 0, maximum_seconds_since_last_polled: 60 };

export const readWorkQueueStatus = route(operation, async ({ params, workspaceId, plane }) => {
  const queue = await findQueue(plane, workspaceId, { id: params.id });
  const late_runs_count = await countLateRuns(plane.sql, { workspaceId, queueId: queue.id });
  return ok({
    healthy: late_runs_count <= POLICY.maximum_late_runs && queue.is_polled,
    late_runs_count,
    last_polled: queue.last_polled,
    health_check_policy: POLICY,
  });
});
